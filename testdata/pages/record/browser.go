package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// browser is a running Chromium, driven by DevTools messages over two pipes.
// Each message is a JSON text that ends with a zero byte.
type browser struct {
	cmd     *exec.Cmd
	profile string
	to      *os.File
	from    chan message
	session string
	last    int
}

type message struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// How long the browser may say nothing before it is given up, and how long the
// network must be silent after the load event for the page to be complete.
const (
	patience = 20 * time.Second
	silence  = 1500 * time.Millisecond
)

// startBrowser starts it with an empty profile; hosts lead to the local port.
func startBrowser(program string, hosts []string, port int) (*browser, error) {
	profile, err := os.MkdirTemp("", "record")
	if err != nil {
		return nil, err
	}
	var rules []string
	for _, host := range hosts {
		rules = append(rules, fmt.Sprintf("MAP %s:80 127.0.0.1:%d", host, port))
	}
	rules = append(rules, "MAP * ~NOTFOUND", "EXCLUDE 127.0.0.1")
	cmd := exec.Command(program, "--headless=new", "--no-sandbox", "--remote-debugging-pipe",
		"--user-data-dir="+profile, "--host-resolver-rules="+strings.Join(rules, ", "),
		"--window-size=1280,800", "--no-first-run", "--disable-gpu", "--disable-background-networking",
		"--disable-component-update", "--disable-default-apps", "--disable-extensions", "--disable-sync",
		"--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,OptimizationHints", "about:blank")
	childIn, to, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	from, childOut, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	cmd.Env = append(os.Environ(), "TMPDIR="+profile)
	cmd.ExtraFiles = []*os.File{childIn, childOut}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	childIn.Close()
	childOut.Close()
	b := &browser{cmd: cmd, profile: profile, to: to, from: make(chan message, 1000)}
	go b.read(from)
	return b, nil
}

func (b *browser) read(from *os.File) {
	defer close(b.from)
	r := bufio.NewReader(from)
	for {
		text, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if json.Unmarshal(text[:len(text)-1], &m) == nil {
			b.from <- m
		}
	}
}

// close asks the browser to end, so that it takes its processes and files along.
func (b *browser) close() {
	b.session = ""
	if b.call("Browser.close", map[string]any{}, nil, nil) != nil {
		b.cmd.Process.Kill()
	}
	b.to.Close()
	b.cmd.Wait()
	os.RemoveAll(b.profile)
}

// next returns the next message, or false if there is none for so long.
func (b *browser) next(wait time.Duration) (message, bool) {
	select {
	case m, ok := <-b.from:
		return m, ok
	case <-time.After(wait):
		return message{}, false
	}
}

// call sends a command and waits for its result. Events that come meanwhile go
// to on, unless it is nil.
func (b *browser) call(method string, params, result any, on func(message)) error {
	b.last++
	request := map[string]any{"id": b.last, "method": method, "params": params}
	if b.session != "" {
		request["sessionId"] = b.session
	}
	text, err := json.Marshal(request)
	if err != nil {
		return err
	}
	if _, err := b.to.Write(append(text, 0)); err != nil {
		return err
	}
	for {
		m, ok := b.next(patience)
		switch {
		case !ok:
			return fmt.Errorf("%s: no answer from the browser", method)
		case m.ID == b.last && m.Error != nil:
			return fmt.Errorf("%s: %s", method, m.Error.Message)
		case m.ID == b.last && result != nil:
			return json.Unmarshal(m.Result, result)
		case m.ID == b.last:
			return nil
		case on != nil:
			on(m)
		}
	}
}

// load opens a page and hands on all events until its network is silent.
func (b *browser) load(url string, on func(message)) error {
	type args = map[string]any
	var target struct{ TargetID string }
	if err := b.call("Target.createTarget", args{"url": "about:blank"}, &target, nil); err != nil {
		return err
	}
	var attached struct{ SessionID string }
	err := b.call("Target.attachToTarget", args{"targetId": target.TargetID, "flatten": true}, &attached, nil)
	if err != nil {
		return err
	}
	b.session = attached.SessionID
	for _, c := range []struct {
		method string
		params args
	}{
		{"Runtime.enable", args{}}, // stacks with all frames and across asynchronous calls, as in DevTools
		{"Debugger.enable", args{}},
		{"Debugger.setAsyncCallStackDepth", args{"maxDepth": 32}},
		{"Network.enable", args{}},
		{"Page.enable", args{}},
		{"Page.navigate", args{"url": url}},
	} {
		if err := b.call(c.method, c.params, nil, on); err != nil {
			return err
		}
	}
	loaded, wait := false, patience
	for {
		m, ok := b.next(wait)
		if !ok && loaded {
			return nil
		}
		if !ok {
			return fmt.Errorf("%s did not load", url)
		}
		on(m)
		if m.Method == "Page.loadEventFired" {
			loaded, wait = true, silence
		}
	}
}
