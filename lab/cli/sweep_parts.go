package cli

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/rttlab/rttlab/lab/internal/sweep"
	"github.com/rttlab/rttlab/lab/internal/units"
)

func sweepPlanCommand() *cobra.Command {
	var f sweepFlags
	c := &cobra.Command{
		Use:               "plan FILE",
		Short:             "Write the plan of a sweep into a folder, for runs on several machines",
		Example:           "  rttlab sweep plan scenario.yaml --vary links[0].delay=5ms..150ms/100 --seeds 100 -o plan",
		Args:              oneFile,
		ValidArgsFunction: completeFiles,
		RunE: func(c *cobra.Command, args []string) error {
			if f.output == "" {
				return errors.New("-o: expected the name of a folder")
			}
			p, err := f.plan(c, args[0])
			if err != nil {
				return err
			}
			if err := keepPlan(f.output, p); err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "%s: %d runs, plan %s\n", f.output, p.Runs(), p.Hash[:16])
			return nil
		},
	}
	f.flags(c, "folder to write")
	return c
}

func sweepRunCommand() *cobra.Command {
	var shard string
	var n int
	c := &cobra.Command{
		Use:   "run PLANDIR",
		Short: "Do the runs of a shard of a plan",
		Long: "Run does the i-th of n shards of the runs of a plan, and writes them into its folder. Runs that are\n" +
			"there already, in whole parts, are not done again. Without i it is taken from SLURM_ARRAY_TASK_ID, or\n" +
			"from JOB_COMPLETION_INDEX, which counts from 0. Without --shard a task of a whole Slurm array 1-n does\n" +
			"its part, and where there are no tasks all runs are done.",
		Example: "  rttlab sweep run --shard 3/10 plan\n  rttlab sweep run --shard /10 plan",
		Args:    oneFolder,
		RunE: func(c *cobra.Command, args []string) error {
			p, err := readPlan(args[0])
			if err != nil {
				return err
			}
			if shard == "" {
				if shard, err = taskShard(); err != nil {
					return err
				}
			}
			of, err := shardOf(p, shard)
			if err != nil {
				return err
			}
			began := time.Now()
			done, err := doRuns(c, args[0], p, of, n)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "%s: runs %d to %d of %d are done, %d of them now, in %v\n",
				args[0], of.From, of.To-1, p.Runs(), done, since(began))
			return nil
		},
	}
	c.Flags().StringVar(&shard, "shard", "", "which shard: i/n, i from 1; /n: i is that of the engine's task")
	c.Flags().IntVar(&n, "jobs", 0, "runs at once; 0: as many as there are processors")
	return c
}

// shardOf reads i/n, where i may be that of an engine's task.
func shardOf(p *sweep.Plan, text string) (sweep.Span, error) {
	index, of, found := strings.Cut(text, "/")
	n, err := strconv.Atoi(of)
	if !found || err != nil {
		return sweep.Span{}, fmt.Errorf("--shard %s: expected i/n, such as 3/10", text)
	}
	if index == "" {
		if index, err = taskIndex(); err != nil {
			return sweep.Span{}, err
		}
	}
	i, err := strconv.Atoi(index)
	if err != nil {
		return sweep.Span{}, fmt.Errorf("--shard %s: %q is no number", text, index)
	}
	return p.Shard(i, n)
}

// taskShard is the shard of those who do not say which: all runs, unless an engine
// started this as one task of several.
func taskShard() (string, error) {
	if id := os.Getenv("SLURM_ARRAY_TASK_ID"); id != "" {
		n := os.Getenv("SLURM_ARRAY_TASK_COUNT")
		if os.Getenv("SLURM_ARRAY_TASK_MIN") == "1" && n != "" && os.Getenv("SLURM_ARRAY_TASK_MAX") == n {
			return id + "/" + n, nil
		}
		return "", errors.New("this is a task of a Slurm array that is not 1-n: expected --shard /n, with n shards in all")
	}
	if os.Getenv("JOB_COMPLETION_INDEX") != "" {
		return "", errors.New("this is a task of a Kubernetes Job, which does not say of how many: expected --shard /n")
	}
	return "1/1", nil
}

// taskIndex is the number of the task that an engine started, from 1.
func taskIndex() (string, error) {
	if v := os.Getenv("SLURM_ARRAY_TASK_ID"); v != "" {
		if v == "0" {
			return "", errors.New("SLURM_ARRAY_TASK_ID is 0, and shards count from 1: expected --array=1-n")
		}
		return v, nil
	}
	if v := os.Getenv("JOB_COMPLETION_INDEX"); v != "" {
		i, err := strconv.Atoi(v)
		if err != nil {
			return "", fmt.Errorf("JOB_COMPLETION_INDEX: %q is no number", v)
		}
		return strconv.Itoa(i + 1), nil
	}
	return "", errors.New("--shard: neither SLURM_ARRAY_TASK_ID nor JOB_COMPLETION_INDEX is set, expected i/n")
}

func sweepStatusCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "status PLANDIR",
		Short:   "Say how much of a plan is done, and whether its parts are whole",
		Example: "  rttlab sweep status plan",
		Args:    oneFolder,
		RunE: func(c *cobra.Command, args []string) error {
			p, err := readPlan(args[0])
			if err != nil {
				return err
			}
			spans, err := partSpans(args[0])
			if err != nil {
				return err
			}
			var whole []sweep.Span
			bad := 0
			for _, s := range spans {
				if _, err := readPart(args[0], p, s); err != nil {
					fmt.Fprintln(c.OutOrStdout(), err)
					bad++
					continue
				}
				whole = append(whole, s)
			}
			left := 0
			for _, s := range p.Missing(sweep.Span{To: p.Runs()}, whole) {
				left += s.To - s.From
			}
			fmt.Fprintf(c.OutOrStdout(), "%d of %d runs are done, in %s; not whole: %d\n", p.Runs()-left, p.Runs(),
				units.Counted(len(whole), "part"), bad)
			if left > 0 || bad > 0 {
				return errFailed
			}
			return nil
		},
	}
}

func sweepMergeCommand() *cobra.Command {
	var to string
	c := &cobra.Command{
		Use:     "merge PLANDIR",
		Short:   "Put the parts of a plan together: the same file that one machine writes",
		Example: "  rttlab sweep merge plan -o out.parquet",
		Args:    oneFolder,
		RunE: func(c *cobra.Command, args []string) error {
			if ext := strings.ToLower(filepath.Ext(to)); ext != ".parquet" && ext != ".csv" {
				return errors.New("-o: expected the name of a file that ends with .parquet or .csv")
			}
			p, err := readPlan(args[0])
			if err != nil {
				return err
			}
			if _, err = merge(args[0], p, to); err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "%s: %s, %s\n", to, units.Counted(p.Points(), "point"), units.Counted(p.Runs(), "run"))
			return nil
		},
	}
	c.Flags().StringVarP(&to, "output", "o", "", "file to write: .parquet or .csv")
	return c
}

func sweepSubmitCommand() *cobra.Command {
	var engine string
	var send bool
	j := sweep.Job{}
	c := &cobra.Command{
		Use:   "submit PLANDIR",
		Short: "Print the job of a plan for Slurm or Kubernetes, or hand it over",
		Example: "  rttlab sweep submit --engine slurm --shards 100 plan > sweep.sh\n" +
			"  rttlab sweep submit --engine kubernetes --shards 20 --image rttlab:latest --claim sweeps /plan | kubectl apply -f -",
		Args: oneFolder,
		RunE: func(c *cobra.Command, args []string) error {
			j.Dir = args[0]
			return submit(c, &j, engine, send)
		},
	}
	flags := c.Flags()
	flags.StringVar(&engine, "engine", "slurm", "slurm or kubernetes")
	flags.IntVar(&j.Shards, "shards", 10, "tasks; Slurm takes at most MaxArraySize-1, by default 1000")
	flags.IntVar(&j.Cores, "cores", 1, "of each task")
	flags.StringVar(&j.Name, "name", "rttlab-sweep", "of the job")
	flags.StringVar(&j.Program, "program", "rttlab", "the command, as tasks see it")
	flags.StringVar(&j.Limit, "time", "", "Slurm: limit of each task, such as 02:00:00")
	flags.StringVar(&j.Image, "image", "rttlab", "Kubernetes: image of the container")
	flags.StringVar(&j.Claim, "claim", "rttlab-sweep", "Kubernetes: volume claim that is mounted at PLANDIR")
	flags.BoolVar(&send, "send", false, "hand the job to sbatch or kubectl")
	return c
}

// What jobs may be called, and how Slurm writes times.
var (
	jobName   = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)
	slurmTime = regexp.MustCompile(`^[0-9:-]*$`)
)

// submit prints a job, or hands it to the command of its engine.
func submit(c *cobra.Command, j *sweep.Job, engine string, send bool) error {
	switch {
	case j.Shards < 1 || j.Cores < 1:
		return errors.New("--shards and --cores: expected 1 or more")
	case !jobName.MatchString(j.Name):
		return fmt.Errorf("--name %q: expected up to 63 small letters, digits and -, as Kubernetes wants names", j.Name)
	case !slurmTime.MatchString(j.Limit):
		return fmt.Errorf("--time %q: expected a time such as 02:00:00", j.Limit)
	}
	var b strings.Builder
	var err error
	var command []string
	switch engine {
	case "slurm":
		err, command = j.WriteSlurm(&b), []string{"sbatch"}
	case "kubernetes":
		if !filepath.IsAbs(j.Dir) {
			return fmt.Errorf("%s: expected the absolute path at which tasks find the plan", j.Dir)
		}
		err, command = j.WriteKubernetes(&b), []string{"kubectl", "apply", "-f", "-"}
	default:
		return fmt.Errorf("--engine %s: expected slurm or kubernetes", engine)
	}
	if err != nil || !send {
		fmt.Fprint(c.OutOrStdout(), b.String())
		return err
	}
	do := exec.Command(command[0], command[1:]...)
	do.Stdin, do.Stdout, do.Stderr = strings.NewReader(b.String()), c.OutOrStdout(), c.ErrOrStderr()
	if err := do.Run(); err != nil {
		return fmt.Errorf("%s: %w", command[0], err)
	}
	return nil
}

// results reads the results of a file, or of the folder of a plan.
func results(name string) (*sweep.Plan, []sweep.Row, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, plain(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, nil, plain(err)
	}
	if info.IsDir() {
		p, err := readPlan(name)
		if err != nil {
			return nil, nil, err
		}
		rows, err := allRows(name, p)
		return p, rows, err
	}
	if strings.EqualFold(filepath.Ext(name), ".csv") {
		return nil, nil, fmt.Errorf("%s: plots are drawn from Parquet: expected a file of sweep or sweep merge that ends with .parquet", name)
	}
	p, rows, err := sweep.ReadResults(f, info.Size())
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return p, rows, nil
}

func sweepPlotCommand() *cobra.Command {
	var f sweep.Figure
	var to string
	c := &cobra.Command{
		Use:   "plot FILE",
		Short: "Draw the results of a sweep: curves with bands of confidence, or a map of two axes",
		Long:  "Plot draws a Parquet file of results, or those of the folder of a plan.",
		Example: "  rttlab sweep plot out.parquet -o out.svg\n" +
			"  rttlab sweep plot out.parquet --x links[0].delay --y p99_ns --by links[0].loss -o out.png\n" +
			"  rttlab sweep plot out.parquet --x links[0].delay --y links[0].loss --z transactions_ns -o map.svg",
		Args:              oneFile,
		ValidArgsFunction: completeResults,
		RunE: func(_ *cobra.Command, args []string) error {
			format := strings.TrimPrefix(strings.ToLower(filepath.Ext(to)), ".")
			if format != "svg" && format != "png" && format != "pdf" {
				return errors.New("-o: expected the name of a file that ends with .svg, .png or .pdf")
			}
			p, rows, err := results(args[0])
			if err != nil {
				return err
			}
			if f == (sweep.Figure{}) {
				f = p.DefaultFigure()
			}
			return writeWith(to, func(o *output) error { return p.Plot(o, rows, f, format) })
		},
	}
	// Shells complete the values of flags of one letter only if they are short ones too.
	flags := c.Flags()
	flags.StringVarP(&f.X, "x", "x", "", "axis across")
	flags.StringVarP(&f.Y, "y", "y", "", "column upwards; of a map an axis")
	flags.StringVar(&f.By, "by", "", "one curve for each value of this axis")
	flags.StringVarP(&f.Z, "z", "z", "", "column that a map shows")
	flags.StringVarP(&to, "output", "o", "", "file to write: .svg, .png or .pdf")
	return c
}
