package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// output is a file that appears under its name only once it is whole.
type output struct {
	name string
	file *os.File
	*bufio.Writer
}

// create begins a file beside its final place.
func create(name string) (*output, error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		// A device or a pipe takes what comes as it comes.
		f, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return nil, plain(err)
		}
		return &output{file: f, Writer: bufio.NewWriterSize(f, 1<<16)}, nil
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, errors.Unwrap(err))
	}
	begun(f.Name())
	return &output{name: name, file: f, Writer: bufio.NewWriterSize(f, 1<<16)}, nil
}

// commit gives the file its name.
func (o *output) commit() error {
	err := errors.Join(o.Flush(), o.file.Close())
	if err == nil && o.name != "" {
		err = errors.Join(os.Chmod(o.file.Name(), 0o644), os.Rename(o.file.Name(), o.name))
	}
	if err != nil {
		o.discard()
		return fmt.Errorf("%s: %w", o.name, err)
	}
	ended(o.file.Name())
	return nil
}

// discard forgets the file.
func (o *output) discard() {
	o.file.Close()
	if o.name != "" {
		os.Remove(o.file.Name())
		ended(o.file.Name())
	}
}

// outputs are the files of a run.
type outputs struct{ all []*output }

// create begins a file and remembers it.
func (o *outputs) create(name string) (io.Writer, error) {
	for _, other := range o.all {
		if other.name == name {
			return nil, fmt.Errorf("%s: named by two flags", name)
		}
	}
	f, err := create(name)
	if err != nil {
		return nil, err
	}
	o.all = append(o.all, f)
	return f, nil
}

// commit gives all files their names.
func (o *outputs) commit() error {
	var first error
	for _, f := range o.all {
		if err := f.commit(); first == nil {
			first = err
		}
	}
	o.all = nil
	return first
}

// discard forgets all files that were not committed.
func (o *outputs) discard() {
	for _, f := range o.all {
		f.discard()
	}
}
