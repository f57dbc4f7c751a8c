package tcp

// PredictNothing has a connection take every segment the general way.
func PredictNothing(c *Conn) { c.general = true }
