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
		return &output{file: f, Writer: buffered(f, name)}, nil
	}
	f, err := begin(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return nil, named(name, err)
	}
	return &output{name: name, file: f, Writer: buffered(f, name)}, nil
}

// buffered gathers what is written, and gives errors the name of the file that it becomes.
func buffered(f *os.File, name string) *bufio.Writer {
	return bufio.NewWriterSize(writerFunc(func(p []byte) (int, error) {
		n, err := f.Write(p)
		return n, named(name, err)
	}), 1<<16)
}

type writerFunc func(p []byte) (int, error)

func (w writerFunc) Write(p []byte) (int, error) { return w(p) }

// named is an error about a file, whatever it was called while it was written.
func named(name string, err error) error {
	var of *os.PathError
	var link *os.LinkError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &of):
		err = of.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return fmt.Errorf("%s: %w", name, err)
}

// commit gives the file its name.
func (o *output) commit() error {
	err := o.Flush()
	if closed := o.file.Close(); err == nil {
		err = closed
	}
	if o.name == "" {
		return err
	}
	if err == nil {
		err = os.Chmod(o.file.Name(), 0o644)
	}
	if err == nil {
		err = named(o.name, os.Rename(o.file.Name(), o.name))
	}
	if err != nil {
		o.discard()
		return err
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
