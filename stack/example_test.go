package stack_test

import (
	"fmt"
	"io"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim"
	"github.com/rttlab/rttlab/sim/link"
	"github.com/rttlab/rttlab/sim/vtime"
	"github.com/rttlab/rttlab/stack"
)

func addr(s string) ip.Addr {
	a, err := ip.ParseAddr(s)
	if err != nil {
		panic(err)
	}
	return a
}

// network is a client and a server with a router between them: 5 ms on one side,
// 20 ms and 8 Mbit/s on the other.
func network() (k *sim.Kernel, client, server *stack.Host) {
	k = sim.New(1)
	net := stack.NewNet(k, false)
	cfg, _ := stack.ProfileConfig("rfc")
	add := func(name string, router bool) *stack.Host {
		h, err := net.AddHost(name, cfg, router)
		if err != nil {
			panic(err)
		}
		return h
	}
	client, router, server := add("client", false), add("router", true), add("server", false)
	join := func(a, b *stack.Host, block string, wire link.Config) {
		p, err := ip.ParsePrefix(block + "0/24")
		if err != nil {
			panic(err)
		}
		if _, _, err := net.Connect(stack.Side{Host: a, Addr: addr(block + "1"), Wire: wire},
			stack.Side{Host: b, Addr: addr(block + "2"), Wire: wire}, p); err != nil {
			panic(err)
		}
	}
	join(client, router, "10.0.1.", link.Config{Delay: 5 * vtime.Millisecond})
	join(router, server, "10.0.2.", link.Config{Delay: 20 * vtime.Millisecond, Rate: 8e6})
	net.ComputeRoutes()
	return k, client, server
}

// A network is built of hosts and wires. What runs on hosts are processes: ordinary
// code that blocks, in virtual time.
func ExampleNet() {
	k, client, server := network()
	server.GoDaemon("discard", func(*sim.Proc) {
		l, err := server.ListenOn(9, 5)
		if err != nil {
			panic(err)
		}
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			io.Copy(io.Discard, c)
			c.Close()
		}
	})
	client.Go("send", func(p *sim.Proc) {
		c, err := client.Dial(addr("10.0.2.2"), 9)
		if err != nil {
			panic(err)
		}
		fmt.Println("connected after", p.Now().Now)
		c.WriteZeros(100_000)
		c.Shutdown(stack.ShutWrite)
		c.Read(make([]byte, 1)) // until the server has closed, too
		fmt.Println("100 kB after", p.Now().Now)
		c.Close()
	})
	k.Run(sim.Bounds{Until: vtime.Minute})
	k.Shutdown()
	// Output:
	// connected after 50.12ms
	// 100 kB after 250.432ms
}

// A server and a client with the socket calls, line by line as in C.
func ExampleSocket() {
	k, client, server := network()
	server.GoDaemon("echo", func(*sim.Proc) {
		l := server.Socket()
		l.SetOption(stack.ReuseAddr, 1)
		l.Bind(addr("10.0.2.2"), 7)
		l.Listen(16)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			buf := make([]byte, 64)
			n, _ := c.Read(buf)
			c.Write(buf[:n])
			c.Close() // first: the server will hold TIME-WAIT
		}
	})
	client.Go("ask", func(p *sim.Proc) {
		s := client.Socket()
		s.SetOption(stack.NoDelay, 1)
		if err := s.Connect(addr("10.0.2.2"), 7); err != nil {
			panic(err)
		}
		s.Write([]byte("hello"))
		buf := make([]byte, 64)
		n, _ := s.Read(buf)
		_, err := s.Read(buf)
		s.Close()
		fmt.Printf("%s, then %v, after %v\n", buf[:n], err, p.Now().Now)
	})
	k.Run(sim.Bounds{Until: vtime.Second})
	for _, s := range server.Netstat() {
		fmt.Println(s.State, s.Remote.IP)
	}
	k.Shutdown()
	// Output:
	// hello, then EOF, after 100.338ms
	// LISTEN ::
	// TIME-WAIT 10.0.1.1
}
