package packetdrill

import (
	"strconv"
	"strings"
)

// call reads "[...end] name(args) = result [ERRNO] [(note)]".
func (p *parser) call() (*Call, error) {
	c := &Call{}
	var err error
	if p.peek().kind == ellipsisToken {
		p.next()
		c.Blocking = true
		p.accept("+")
		if c.Until, err = p.time(); err != nil {
			return nil, err
		}
	}
	t := p.next()
	if t.kind != wordToken {
		return nil, p.unexpected(t, "the name of a call")
	}
	c.Name = t.text
	if err := p.expect("("); err != nil {
		return nil, err
	}
	if c.Args, err = p.list(")"); err != nil {
		return nil, err
	}
	if err := p.expect("="); err != nil {
		return nil, err
	}
	if c.Result, err = p.expression(); err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind == wordToken && !t.newLine && strings.HasPrefix(t.text, "E") {
		c.Errno = p.next().text
	}
	if p.is("(") && !p.peek().newLine {
		return c, p.note(c)
	}
	return c, nil
}

// note reads "(text)".
func (p *parser) note(c *Call) error {
	open := p.next()
	for depth := 1; ; {
		t := p.next()
		switch {
		case t.kind == endToken:
			return p.errorAt(open, "the note does not end: expected )")
		case t.kind == punctToken && t.text == "(":
			depth++
		case t.kind == punctToken && t.text == ")":
			if depth--; depth == 0 {
				c.Note = p.src[open.end:t.at]
				return nil
			}
		}
	}
}

// list reads expressions up to a closing character.
func (p *parser) list(closing string) ([]Expr, error) {
	items := []Expr{}
	for !p.accept(closing) {
		e, err := p.expression()
		if err != nil {
			return nil, err
		}
		items = append(items, e)
		if !p.accept(",") && !p.is(closing) {
			return nil, p.unexpected(p.peek(), ", or "+closing)
		}
	}
	return items, nil
}

// expression reads operands that are joined by "|".
func (p *parser) expression() (Expr, error) {
	if p.depth++; p.depth > maxDepth {
		return Expr{}, p.errorAt(p.peek(), "nested more than %d deep", maxDepth)
	}
	defer func() { p.depth-- }()
	e, err := p.operand()
	if err != nil || !p.is("|") {
		return e, err
	}
	or := Expr{Pos: e.Pos, Kind: OrExpr, Items: []Expr{e}}
	for p.accept("|") {
		if e, err = p.operand(); err != nil {
			return e, err
		}
		or.Items = append(or.Items, e)
	}
	return or, nil
}

func (p *parser) operand() (Expr, error) {
	t := p.next()
	e := Expr{Pos: p.posOf(t), Text: t.text}
	var err error
	switch {
	case t.kind == ellipsisToken:
		e.Kind = EllipsisExpr
	case t.kind == stringToken:
		e.Kind = StringExpr
		for p.peek().kind == stringToken {
			e.Text += p.next().text
		}
	case t.kind == numberToken:
		e.Number, err = p.integer(t)
	case t.kind == punctToken && (t.text == "-" || t.text == "+"):
		if e, err = p.operand(); err == nil && e.Kind != NumberExpr {
			err = p.errorAt(t, "expected a number behind the sign")
		}
		if t.text == "-" {
			e.Number = -e.Number
		}
	case t.kind == punctToken && t.text == "&" && p.peek().kind == wordToken:
		return p.operand() // where inet_pton puts what it reads
	case t.kind == punctToken && t.text == "[":
		e.Kind = ListExpr
		e.Items, err = p.list("]")
	case t.kind == punctToken && t.text == "(":
		if e, err = p.expression(); err == nil {
			err = p.expect(")")
		}
	case t.kind == punctToken && t.text == "{":
		e.Kind = StructExpr
		e.Fields, err = p.fields()
	case t.kind == wordToken && p.is("("):
		p.next()
		e.Kind = CallExpr
		e.Items, err = p.list(")")
	case t.kind == wordToken:
		e.Kind = NameExpr
	default:
		err = p.unexpected(t, "an argument")
	}
	return e, err
}

func (p *parser) integer(t token) (int64, error) {
	n, err := strconv.ParseUint(t.text, 0, 64)
	if err != nil {
		n, err = strconv.ParseUint(t.text, 10, 64)
	}
	if err != nil {
		return 0, p.errorAt(t, "%s: expected a whole number", t.text)
	}
	return int64(n), nil
}

// fields reads "name=value, name(N)=value, ...}". Values without a name, as the
// iovec of a list has them, get none.
func (p *parser) fields() ([]Field, error) {
	all := []Field{}
	for !p.accept("}") {
		f := Field{Index: -1}
		named := p.peek().kind == wordToken && (p.peekAt(1).text == "=" || p.peekAt(1).text == "(" && p.fieldCall())
		if named {
			f.Name = p.next().text
			if p.accept("(") {
				t := p.next()
				if t.kind == numberToken {
					n, err := p.integer(t)
					if err != nil {
						return nil, err
					}
					f.Index = n
				}
				if err := p.expect(")"); err != nil {
					return nil, err
				}
			}
			if err := p.expect("="); err != nil {
				return nil, err
			}
		}
		var err error
		if f.Value, err = p.expression(); err != nil {
			return nil, err
		}
		all = append(all, f)
		if !p.accept(",") && !p.is("}") {
			return nil, p.unexpected(p.peek(), ", or }")
		}
	}
	return all, nil
}

// fieldCall reports whether "name(N)=" or "name(...)=" follows.
func (p *parser) fieldCall() bool {
	return p.peekAt(2).kind != endToken && p.peekAt(3).text == ")" && p.peekAt(4).text == "="
}
