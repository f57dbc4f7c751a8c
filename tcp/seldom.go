package tcp

// seldom is what few connections need: it costs the others one pointer.
type seldom struct {
	fast   *fastOpen // nil: Fast Open is not used
	urgent *urgent   // nil: nothing has been urgent
	ends   []int64   // where records end that were not sent yet (MSG_EOR)

	notices *notices // nil: nobody wants to be told of what he wrote

	timeout *agreement // nil: nothing was said of user timeouts

	refused bool // the interface takes nothing
}

// seldom returns the place of what few connections need.
func (c *Conn) seldom() *seldom {
	if c.rare == nil {
		c.rare = &seldom{}
	}
	return c.rare
}

// fast returns what concerns Fast Open, nil if it is not used.
func (c *Conn) fast() *fastOpen {
	if c.rare == nil {
		return nil
	}
	return c.rare.fast
}
