package units

import (
	"fmt"
	"strings"
)

// longestName bounds the work of Suggest: nobody mistypes more than that.
const longestName = 100

// Suggest returns the one of names that is nearest to what was typed, or "" if
// none is near: at most a third of what was typed may differ, or one character.
// Characters that are missing, too many, wrong or swapped with their neighbour
// count one each, capitals count as small letters. The first of equally near
// names wins, so a fixed order of names gives a fixed answer.
func Suggest(got string, names []string) string {
	if len(got) > longestName {
		return ""
	}
	typed := []rune(strings.ToLower(got))
	best, nearest := "", max(1, len(typed)/3)+1
	for _, name := range names {
		if len(name) > longestName {
			continue
		}
		// A name of which nothing is left is no typing error.
		d := distance(typed, []rune(strings.ToLower(name)))
		if d < nearest && d < max(len(typed), 1) {
			best, nearest = name, d
		}
	}
	return best
}

// distance counts the edits between two words after Damerau and Levenshtein,
// none of which touches a place twice (optimal string alignment).
func distance(a, b []rune) int {
	before, above, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range above {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			wrong := 1
			if a[i-1] == b[j-1] {
				wrong = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+wrong)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, above, row = above, row, before
	}
	return above[len(b)]
}

// mostListed bounds how many names DidYouMean lists.
const mostListed = 12

// DidYouMean ends a message about an unknown name with the nearest valid one, or
// with all of them if they are few.
func DidYouMean(got string, names []string) string {
	if s := Suggest(got, names); s != "" {
		return fmt.Sprintf("; did you mean %q?", s)
	}
	if len(names) > 0 && len(names) <= mostListed {
		return "; expected one of " + strings.Join(names, ", ")
	}
	return ""
}
