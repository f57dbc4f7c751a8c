package cli

import (
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
)

// exitSignal and the number of a signal is the code of a command that it ended, as shells
// have it: 130 after Ctrl-C.
const exitSignal = 128

// unfinished is what is to be done when a signal ends the command: files that are being
// written are taken away, and a note says how to go on.
var unfinished struct {
	sync.Mutex
	files map[string]bool
	note  string
}

// begin makes a file that will not keep its name, in the folder dir. It is made and noted
// at once, so that no signal comes between.
func begin(dir, pattern string) (*os.File, error) {
	unfinished.Lock()
	defer unfinished.Unlock()
	f, err := os.CreateTemp(dir, pattern)
	if err != nil {
		return nil, err
	}
	if unfinished.files == nil {
		unfinished.files = map[string]bool{}
	}
	unfinished.files[f.Name()] = true
	return f, nil
}

// ended says that a file has its own name, or is gone.
func ended(name string) {
	unfinished.Lock()
	defer unfinished.Unlock()
	delete(unfinished.files, name)
}

// onInterrupt says how to go on after a signal, until what it returns is called.
func onInterrupt(note string) (end func()) {
	set := func(note string) {
		unfinished.Lock()
		defer unfinished.Unlock()
		unfinished.note = note
	}
	set(note)
	return func() { set("") }
}

// interruptible leaves nothing half written when a signal ends the command. The function
// that it returns ends that.
func interruptible(stderr io.Writer) (stop func()) {
	signals, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGPIPE)
	go func() {
		select {
		case <-done:
		case s := <-signals:
			unfinished.Lock() // for good: nothing is begun any more
			for name := range unfinished.files {
				os.Remove(name)
			}
			if s != syscall.SIGPIPE { // whose reader has what it wanted
				if _, drawn := terminal(stderr); drawn {
					fmt.Fprint(stderr, "\r\x1b[K")
				}
				fmt.Fprintln(stderr, "interrupted"+unfinished.note)
			}
			os.Exit(exitSignal + int(s.(syscall.Signal)))
		}
	}()
	return func() {
		signal.Stop(signals)
		close(done)
	}
}
