package scenario

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExpectationErrors(t *testing.T) {
	for line, want := range map[string]string{
		"":                              `"" compares nothing, expected one of =, <=, >=, <, > between spaces`,
		"time of page":                  `"time of page" compares nothing, expected one of =, <=, >=, <, > between spaces`,
		"time of page<=5ms":             `compares nothing`,
		"tiem of page = 1ms":            `unknown quantity "tiem"; did you mean "time"?`,
		"speed of page = 1ms":           `unknown quantity "speed", expected one such as time, retransmissions or slow start`,
		"time = 1ms":                    `time of what? Expected one such as of page or of transaction 1`,
		"time of pagehome = 1ms":        `unknown subject "pagehome", expected one of run, page, transaction`,
		"time of transaction x = 1ms":   `transaction "x", expected a number from 1 or a URL`,
		"time of transaction 0 = 1ms":   `transaction "0", expected a number from 1 or a URL`,
		"time of page = 5":              `the unit is missing`,
		"time of page = 5%":             `"5%"`,
		"time of page =":                `there is no value after =, expected one, or ? to have it written`,
		"slow start of run = 5ms":       `the run has no slow start, expected a page or transactions`,
		"status of page = 200":          `a page has no status, expected transactions`,
		"status of transaction 1 = 2xx": `"2xx" is not a whole number in plain digits`,
		"drops of page = 1":             `drops is of the run as a whole, expected nothing after it`,
		"drops = -1":                    `it is out of range, expected 0 or more`,
		"slow start of page = 101%":     `"101%"`,
		"p95 of page = 1ms":             `p95 is of loads, expected load or class`,
		"time of load = 1ms":            `loads have no time, expected one such as p95, rate or errors`,
		"rate of class a = 1/s":         `classes have no rate, expected load`,
		"rate of load = 5":              `"5", expected a rate such as 19.6/s`,
		"rate of load = 5.1234/s":       `expected a rate such as 19.6/s`,
		"errors of load = 1.5":          `"1.5" is not a whole number`,
		"end of page = time of page":    `time is no moment, expected start or end`,
		"end of page = end of page ?":   `? stands for a value`,
	} {
		_, err := ParseExpectation(line)
		require.ErrorContains(t, err, want, line)
	}
	text := "rttlab: 1\nhosts: {a: {}}\nexpect:\n  - drops = 0\n  - dorps = 0\n"
	_, err := Parse("x.yaml", []byte(text), Registry{})
	require.EqualError(t, err, `x.yaml:5:5: expect: unknown quantity "dorps"; did you mean "drops"?`)
	require.Equal(t, []Place{{4, 5}, {5, 5}}, ExpectPlaces([]byte(text)))
}

// The longest name of a quantity wins: "head of line" has an "of" of its own.
func TestQuantitiesByName(t *testing.T) {
	e, err := ParseExpectation("head of line of every transaction  <= 10% ?")
	require.NoError(t, err)
	require.Equal(t, "head of line", e.Quantity.Name)
	require.Equal(t, EveryTransaction, e.Subject.Kind)
	require.True(t, e.Share && e.Asks && !e.Open)
	require.Equal(t, "head of line of every transaction <= 10% ?", e.Text)
	seen := map[string]bool{}
	for _, q := range Quantities() {
		require.False(t, seen[q.Name], "%s is the name of two quantities", q.Name)
		seen[q.Name] = true
	}
}

// What is read is read again from what is written.
func FuzzExpectation(f *testing.F) {
	for _, line := range []string{"time of page home <= 500ms", "drops = 0 ?", "loss (sack) of transaction 3 < 1/3%",
		"end of transaction 1 > start of transaction http://x/", "queue of slowest transaction >= ?",
		"rate of load x >= 1.50/s", "errors of load <= 1%"} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		e, err := ParseExpectation(line)
		if err != nil {
			return
		}
		again, err := ParseExpectation(e.Text)
		require.NoError(t, err)
		require.Equal(t, e, again)
		if e.Than == nil && !e.Open && !e.Share {
			e.Asks = true
			blessed, err := ParseExpectation(e.With(e.Value))
			require.NoError(t, err)
			require.Equal(t, e.Value, blessed.Value)
		}
	})
}
