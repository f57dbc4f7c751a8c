package sweep

import (
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Job is how the shards of a plan become the tasks of an engine.
type Job struct {
	Name    string // of the job
	Shards  int
	Dir     string // of the plan, as tasks see it
	Program string // the command, as tasks see it
	Image   string // Kubernetes: of the container
	Claim   string // Kubernetes: the volume claim that holds Dir
	Cores   int    // of each task
	Limit   string // Slurm: time of each task, such as 02:00:00; empty: the partition's
}

// WriteSlurm writes the batch file of a job array. A task that is requeued goes on where
// it stopped.
func (j *Job) WriteSlurm(to io.Writer) error {
	limit := ""
	if j.Limit != "" {
		limit = "#SBATCH --time=" + j.Limit + "\n"
	}
	_, err := fmt.Fprintf(to, `#!/bin/sh
#SBATCH --job-name=%s
#SBATCH --array=1-%d
#SBATCH --cpus-per-task=%d
%s#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --output=%s
exec %s sweep run --shard "$SLURM_ARRAY_TASK_ID/%d" --jobs %d %s
`, j.Name, j.Shards, j.Cores, limit, quote(j.Dir+"/shard-%a.log"), quote(j.Program), j.Shards, j.Cores, quote(j.Dir))
	return err
}

// quote makes one word of a text for a shell.
func quote(s string) string {
	if s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./%") == "" {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// mapping is a map whose order is kept when it is written.
type mapping []struct {
	Key   string
	Value any
}

// MarshalYAML satisfies yaml.Marshaler.
func (m mapping) MarshalYAML() (any, error) {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, e := range m {
		var v yaml.Node
		if err := v.Encode(e.Value); err != nil {
			return nil, err
		}
		n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: e.Key}, &v)
	}
	return n, nil
}

// Manifest is the Kubernetes Job of a sweep: an indexed job (batch/v1), whose indices
// count from 0.
func (j *Job) Manifest() any {
	container := mapping{
		{"name", "sweep"}, {"image", j.Image}, {"command", []string{j.Program}},
		{"args", []string{"sweep", "run", "--shard", fmt.Sprintf("/%d", j.Shards), "--jobs", fmt.Sprint(j.Cores), j.Dir}},
		{"resources", mapping{{"requests", mapping{{"cpu", fmt.Sprint(j.Cores)}}}}},
		{"volumeMounts", []any{mapping{{"name", "plan"}, {"mountPath", j.Dir}}}},
	}
	pod := mapping{
		{"restartPolicy", "OnFailure"}, {"containers", []any{container}},
		{"volumes", []any{mapping{{"name", "plan"}, {"persistentVolumeClaim", mapping{{"claimName", j.Claim}}}}}},
	}
	return mapping{
		{"apiVersion", "batch/v1"}, {"kind", "Job"}, {"metadata", mapping{{"name", j.Name}}},
		{"spec", mapping{
			{"completions", j.Shards}, {"parallelism", j.Shards}, {"completionMode", "Indexed"}, {"backoffLimit", 3 * j.Shards},
			{"template", mapping{{"spec", pod}}},
		}},
	}
}

// WriteKubernetes writes the manifest.
func (j *Job) WriteKubernetes(to io.Writer) error {
	b, err := yaml.Marshal(j.Manifest())
	if err == nil {
		_, err = to.Write(b)
	}
	return err
}
