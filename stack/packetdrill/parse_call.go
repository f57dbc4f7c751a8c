package packetdrill

import (
	"strconv"
	"strings"
)

// call reads "[...end] name(args) = result [ERRNO] [(note)]".
func (p *parser) call() (*call, error) {
	c := &call{}
	var err error
	if p.peek().kind == ellipsisToken {
		p.next()
		c.blocking = true
		p.accept("+")
		if c.until, err = p.time(); err != nil {
			return nil, err
		}
	}
	t := p.next()
	if t.kind != wordToken {
		return nil, p.unexpected(t, "the name of a call")
	}
	c.name = t.text
	if err := p.expect("("); err != nil {
		return nil, err
	}
	if c.args, err = p.list(")"); err != nil {
		return nil, err
	}
	if err := p.expect("="); err != nil {
		return nil, err
	}
	if c.result, err = p.expression(); err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind == wordToken && !t.newLine && strings.HasPrefix(t.text, "E") {
		c.errno = p.next().text
	}
	if p.is("(") && !p.peek().newLine {
		return c, p.note(c)
	}
	return c, nil
}

// note reads "(text)".
func (p *parser) note(c *call) error {
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
				c.note = p.src[open.end:t.at]
				return nil
			}
		}
	}
}

// list reads expressions up to a closing character.
func (p *parser) list(closing string) ([]expr, error) {
	items := []expr{}
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
func (p *parser) expression() (expr, error) {
	if p.depth++; p.depth > maxDepth {
		return expr{}, p.errorAt(p.peek(), "nested more than %d deep", maxDepth)
	}
	defer func() { p.depth-- }()
	e, err := p.operand()
	if err != nil || !p.is("|") {
		return e, err
	}
	or := expr{Pos: e.Pos, kind: orExpr, items: []expr{e}}
	for p.accept("|") {
		if e, err = p.operand(); err != nil {
			return e, err
		}
		or.items = append(or.items, e)
	}
	return or, nil
}

func (p *parser) operand() (expr, error) {
	t := p.next()
	e := expr{Pos: p.posOf(t), text: t.text}
	var err error
	switch {
	case t.kind == ellipsisToken:
		e.kind = ellipsisExpr
	case t.kind == stringToken:
		e.kind = stringExpr
		for p.peek().kind == stringToken {
			e.text += p.next().text
		}
	case t.kind == numberToken:
		e.number, err = p.integer(t)
	case t.kind == punctToken && (t.text == "-" || t.text == "+"):
		if e, err = p.operand(); err == nil && e.kind != numberExpr {
			err = p.errorAt(t, "expected a number behind the sign")
		}
		if t.text == "-" {
			e.number = -e.number
		}
	case t.kind == punctToken && t.text == "&" && p.peek().kind == wordToken:
		return p.operand() // where inet_pton puts what it reads
	case t.kind == punctToken && t.text == "[":
		e.kind = listExpr
		e.items, err = p.list("]")
	case t.kind == punctToken && t.text == "(":
		if e, err = p.expression(); err == nil {
			err = p.expect(")")
		}
	case t.kind == punctToken && t.text == "{":
		e.kind = structExpr
		e.fields, err = p.fields()
	case t.kind == wordToken && p.is("("):
		p.next()
		e.kind = callExpr
		e.items, err = p.list(")")
	case t.kind == wordToken:
		e.kind = nameExpr
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
func (p *parser) fields() ([]structField, error) {
	all := []structField{}
	for !p.accept("}") {
		f := structField{index: -1}
		named := p.peek().kind == wordToken && (p.peekAt(1).text == "=" || p.peekAt(1).text == "(" && p.fieldCall())
		if named {
			f.name = p.next().text
			if p.accept("(") {
				t := p.next()
				if t.kind == numberToken {
					n, err := p.integer(t)
					if err != nil {
						return nil, err
					}
					f.index = n
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
		if f.value, err = p.expression(); err != nil {
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
