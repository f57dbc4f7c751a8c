package units

import "fmt"

// Counted prints a number of things: "1 page", "3 pages".
func Counted[N int | uint64](n N, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
