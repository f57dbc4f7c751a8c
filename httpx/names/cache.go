package names

import (
	"golang.org/x/net/dns/dnsmessage"

	"github.com/rttlab/rttlab/ip"
	"github.com/rttlab/rttlab/sim/vtime"
)

// key is what is kept apart in a cache.
type key struct {
	name string
	kind dnsmessage.Type
}

// entry is what is known about a key: addresses, an alias, or that there is neither.
type entry struct {
	addrs []ip.Addr
	alias string
	gone  bool // the name itself does not exist
	until vtime.Time
}

// cache keeps answers as long as they live. The zero value is ready.
type cache struct{ all map[key]entry }

// get returns what is known. A name that does not exist has nothing of any type
// (RFC 2308 section 5).
func (c *cache) get(now vtime.Time, k key) (entry, bool) {
	e, ok := c.all[k]
	if ok && now < e.until {
		return e, true
	}
	for _, other := range [...]dnsmessage.Type{dnsmessage.TypeA, dnsmessage.TypeAAAA} {
		if e, ok := c.all[key{k.name, other}]; ok && e.gone && now < e.until {
			return e, true
		}
	}
	return entry{}, false
}

func (c *cache) put(now vtime.Time, k key, r *reply) entry {
	e := entry{addrs: r.addrs, alias: r.alias, gone: r.code == dnsmessage.RCodeNameError, until: now.Add(r.life)}
	if r.life > 0 {
		if c.all == nil {
			c.all = map[key]entry{}
		}
		c.all[k] = e
	}
	return e
}
