package course_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/rttlab/rttlab/docs/labs"
	"github.com/rttlab/rttlab/lab/internal/course"
)

func all(t *testing.T) []course.Lab {
	list, err := course.All(labs.Files)
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(list), 14)
	return list
}

// Right answers are right, in the words in which they are printed, and others are not.
func TestAnswers(t *testing.T) {
	for _, l := range all(t) {
		var right, wrong strings.Builder
		for i := range l.Questions {
			q := &l.Questions[i]
			require.NotEmpty(t, q.Hint.In("en"), "%s, %s", l.Name, q.ID)
			require.NotEmpty(t, q.Ask.In("en"), "%s, %s", l.Name, q.ID)
			a, err := l.Answer(q)
			require.NoError(t, err, "%s, %s", l.Name, q.ID)
			fmt.Fprintf(&right, "%s: %s\n", q.ID, a)
			switch {
			case a.Choice != "":
				for _, c := range q.Among {
					if c.Name != a.Choice {
						fmt.Fprintf(&wrong, "%s: %s\n", q.ID, c.Name)
						break
					}
				}
			case a.Number:
				fmt.Fprintf(&wrong, "%s: %d\n", q.ID, a.Value+1)
			default:
				fmt.Fprintf(&wrong, "%s: %dns\n", q.ID, a.Value+a.Value/50+1)
			}
		}
		for text, want := range map[string]bool{right.String(): true, wrong.String(): false, "": false} {
			verdicts, err := l.Check("answers.yaml", []byte(text))
			require.NoError(t, err, "%s: %s", l.Name, text)
			require.Len(t, verdicts, len(l.Questions))
			for _, v := range verdicts {
				require.Equal(t, want, v.OK, "%s, %s: %s", l.Name, v.ID, v.Given)
				require.Equal(t, text == "", v.Problem != "", "%s, %s: %s", l.Name, v.ID, v.Problem)
			}
		}
	}
}

func TestBadAnswers(t *testing.T) {
	l, err := course.Find(all(t), "5")
	require.NoError(t, err)
	for text, want := range map[string]string{
		"frist: 1ms":             `answers.yaml:1: no question of lab 05 is named "frist"; did you mean "first"?`,
		"first: 1ms\n- lost":     `answers.yaml:2: "- lost" is no answer, expected NAME: ANSWER, with a name of first, lost, far, fast-open`,
		"first: 1ms\nfirst: 2ms": "answers.yaml:2: a second answer to first, expected one",
	} {
		_, err := l.Check("answers.yaml", []byte(text))
		require.ErrorContains(t, err, want, text)
	}
	// People write colons of their own script, quotes, and what they thought.
	verdicts, err := l.Check("answers.yaml", []byte("# mine\n\nfirst：160 ms\nlost: \"1.16s\" # a second?\n"))
	require.NoError(t, err)
	require.True(t, verdicts[0].OK && verdicts[1].OK)
	verdicts, err = l.Check("answers.yaml", []byte("first: 160\nlost: soon\n"))
	require.NoError(t, err)
	require.Contains(t, verdicts[0].Problem, "the unit is missing")
	require.NotEmpty(t, verdicts[1].Problem)
	_, err = course.Find(all(t), "99")
	require.ErrorContains(t, err, `there is no lab "99", expected a number or a name`)
}

// Each lab is there in both languages, whole.
func TestLanguages(t *testing.T) {
	for _, l := range all(t) {
		english, err := l.Markdown("en")
		require.NoError(t, err)
		chinese, err := l.Markdown("zh-CN")
		require.NoError(t, err)
		require.NotEmpty(t, l.Titles["zh-CN"], l.Name)
		require.NotEqual(t, string(english), string(chinese), l.Name)
		for _, q := range l.Questions {
			require.NotEmpty(t, q.Ask["zh-CN"], "%s, %s", l.Name, q.ID)
			require.NotEmpty(t, q.Hint["zh-CN"], "%s, %s", l.Name, q.ID)
		}
	}
}
