package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/rttlab/rttlab/docs/labs"
	"github.com/rttlab/rttlab/lab/internal/course"
)

func labCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "lab",
		Short: "Labs about the connections of HTTP: a text, a scenario to run, and questions whose answers are checked",
		Example: "  rttlab lab list\n  rttlab lab show 05\n  rttlab lab show 05 --text --lang zh-CN\n" +
			"  rttlab lab check 05 answers.yaml",
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(labListCommand(), labShowCommand(), labCheckCommand())
	return c
}

// labLanguage is the flag that chooses the language.
func labLanguage(c *cobra.Command) *string {
	lang := c.Flags().String("lang", course.Languages[0], "language: "+strings.Join(course.Languages, " or "))
	c.PreRunE = func(*cobra.Command, []string) error {
		if !slices.Contains(course.Languages, *lang) {
			return fmt.Errorf("--lang: unknown language %q, expected %s", *lang, strings.Join(course.Languages, " or "))
		}
		return nil
	}
	return lang
}

func labListCommand() *cobra.Command {
	c := &cobra.Command{Use: "list", Short: "List the labs", Example: "  rttlab lab list --lang zh-CN", Args: noArguments}
	lang := labLanguage(c)
	c.RunE = func(c *cobra.Command, _ []string) error {
		all, err := course.All(labs.Files)
		if err != nil {
			return err
		}
		for _, l := range all {
			fmt.Fprintf(c.OutOrStdout(), "%s  %-24s %s\n", l.Number, l.Name[3:], l.Titles.In(*lang))
		}
		return nil
	}
	return c
}

func labShowCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "show LAB", Short: "Show the questions of a lab, or its text",
		Example: "  rttlab lab show 05\n  rttlab lab show 05 --text", Args: oneLab(), ValidArgsFunction: completeLab,
	}
	lang := labLanguage(c)
	text := c.Flags().Bool("text", false, "the text of the lab, in Markdown")
	scenario := c.Flags().Bool("scenario", false, "the scenario of the lab")
	c.MarkFlagsMutuallyExclusive("text", "scenario")
	c.RunE = func(c *cobra.Command, args []string) error {
		l, err := findLab(args[0])
		if err != nil {
			return err
		}
		switch {
		case *text:
			b, err := l.Markdown(*lang)
			if err == nil {
				_, err = c.OutOrStdout().Write(b)
			}
			return err
		case *scenario:
			b, err := labs.Files.ReadFile(l.Name + ".yaml")
			if err == nil {
				_, err = c.OutOrStdout().Write(b)
			}
			return err
		}
		showQuestions(c.OutOrStdout(), l, *lang)
		return nil
	}
	return c
}

func showQuestions(w io.Writer, l *course.Lab, lang string) {
	fmt.Fprintf(w, "%s: %s\n", l.Number, l.Titles.In(lang))
	for i := range l.Questions {
		q := &l.Questions[i]
		fmt.Fprintf(w, "\n%s: %s\n", q.ID, q.Ask.In(lang))
		for _, change := range q.Set {
			fmt.Fprintf(w, "    --set %s\n", change)
		}
		if q.Pick != "" {
			var names []string
			for _, c := range q.Among {
				names = append(names, c.Name)
			}
			fmt.Fprintf(w, "    one of: %s\n", strings.Join(names, ", "))
		}
	}
}

func labCheckCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "check LAB ANSWERS", Short: "Check answers to the questions of a lab",
		Long: "Check runs the lab's scenario, measures what each question asks for, and compares that with the answers in a\n" +
			"file of lines NAME: ANSWER. A time may be off by 1 %, a number not at all.",
		Example: "  rttlab lab check 05 answers.yaml", Args: oneLab("a file of answers"),
		ValidArgsFunction: completeLab,
	}
	lang := labLanguage(c)
	c.RunE = func(c *cobra.Command, args []string) error {
		l, err := findLab(args[0])
		if err != nil {
			return err
		}
		data, err := os.ReadFile(args[1])
		if err != nil {
			return plain(err)
		}
		verdicts, err := l.Check(args[1], data)
		if err != nil {
			return err
		}
		return tellVerdicts(c.OutOrStdout(), verdicts, *lang)
	}
	return c
}

// errAnswers says that not all answers are right.
var errAnswers = fmt.Errorf("%w: not all answers are right", errFailed)

func tellVerdicts(w io.Writer, all []course.Verdict, lang string) error {
	right := 0
	for i := range all {
		v := &all[i]
		switch {
		case v.OK:
			right++
			fmt.Fprintf(w, "%s: right, %s\n", v.ID, v.Given)
			continue
		case v.Problem != "":
			fmt.Fprintf(w, "%s: %s\n", v.ID, v.Problem)
		default:
			fmt.Fprintf(w, "%s: not %s\n", v.ID, v.Given)
		}
		if hint := v.Hint.In(lang); hint != "" {
			fmt.Fprintf(w, "    hint: %s\n", hint)
		}
	}
	fmt.Fprintf(w, "%d of %d right\n", right, len(all))
	if right < len(all) {
		return errAnswers
	}
	return nil
}

// findLab returns a lab by its number or name.
func findLab(text string) (*course.Lab, error) {
	all, err := course.All(labs.Files)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, errors.New("there are no labs")
	}
	return course.Find(all, text)
}
