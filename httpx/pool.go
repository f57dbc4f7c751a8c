package httpx

// refill lets fetches go on after a connection of a group has ended: those of its
// host, and where all hosts share a limit those of the others.
func (c *Client) refill(g *group) {
	g.refill()
	if c.Total == 0 {
		return
	}
	for _, other := range c.groups {
		if other != g {
			other.refill()
		}
	}
}

// makeRoom closes the connection to any host that has been idle for longest,
// since all hosts together may have no more.
func (c *Client) makeRoom() {
	if oldest := c.longestIdle(); oldest != nil {
		oldest.retire()
	}
}

// longestIdle returns the connection that has been idle for longest, nil if none is.
func (c *Client) longestIdle() *connection {
	var oldest *connection
	for _, g := range c.groups {
		if len(g.idle) > 0 && (oldest == nil || g.idle[0].since.Event < oldest.since.Event) {
			oldest = g.idle[0]
		}
	}
	return oldest
}

// keep bounds how many connections are idle: the one that has been for longest
// is closed.
func (c *Client) keep() {
	if c.MaxIdle == 0 {
		return
	}
	idle := int64(0)
	for _, g := range c.groups {
		idle += int64(len(g.idle))
	}
	if idle > c.MaxIdle {
		c.longestIdle().retire()
	}
}
