package packetdrill

import (
	"fmt"
	"math/big"
	"strings"
)

// codeToken is a piece of a statement.
type codePiece struct {
	text string
	kind tokenKind
	at   int
}

// codeParser reads statements of one line.
type codeParser struct {
	pos    Pos
	src    string
	tokens []codePiece
	i      int
	depth  int
}

// evaluate computes an expression.
type evaluate func(v *variables) (value, error)

func (p *codeParser) fail(format string, args ...any) error {
	return &syntaxError{p.pos, "code: " + fmt.Sprintf(format, args...)}
}

// codeOperators are the operators of more than one character, the longest first.
var codeOperators = []string{"//=", "==", "!=", "<=", ">=", "<<", ">>", "+=", "-=", "*=", "//"}

func (p *codeParser) tokenize() error {
	s := p.src
	for i := 0; i < len(s); {
		c := s[i]
		n, kind := 1, punctToken
		switch {
		case c == ' ' || c == '\t' || c == '\r':
			i++
			continue
		case isLetter(c):
			for kind = wordToken; i+n < len(s) && (isLetter(s[i+n]) || isDigit(s[i+n]) || s[i+n] == '.'); n++ {
			}
		case isDigit(c):
			for kind = numberToken; i+n < len(s) && (isLetter(s[i+n]) || isDigit(s[i+n]) || s[i+n] == '.'); n++ {
			}
		case c == '"' || c == '\'':
			end := strings.IndexByte(s[i+1:], c)
			if end < 0 {
				return p.fail("expected a closing %c", c)
			}
			kind, n = stringToken, end+2
		default:
			for _, op := range codeOperators {
				if strings.HasPrefix(s[i:], op) {
					n = len(op)
					break
				}
			}
		}
		p.tokens = append(p.tokens, codePiece{s[i : i+n], kind, i})
		i += n
	}
	return nil
}

// end returns where the last piece that was read ends.
func (p *codeParser) end() int { return p.tokens[p.i-1].at + len(p.tokens[p.i-1].text) }

func (p *codeParser) is(text string) bool {
	return p.i < len(p.tokens) && p.tokens[p.i].text == text && p.tokens[p.i].kind != stringToken
}

func (p *codeParser) accept(text string) bool {
	if p.is(text) {
		p.i++
		return true
	}
	return false
}

func (p *codeParser) statement() (func(*variables) error, error) {
	switch {
	case p.accept("assert"):
		return p.assert()
	case p.accept("print"):
		return p.print()
	case p.accept("import"), p.accept("from"):
		p.i = len(p.tokens) // what modules have is not needed for what is known
		return func(*variables) error { return nil }, nil
	case p.accept("pass"):
		return func(*variables) error { return nil }, nil
	}
	if p.i+1 >= len(p.tokens) || p.tokens[p.i].kind != wordToken {
		return nil, p.fail("%q: expected assert, print or an assignment", p.src)
	}
	name, op := p.tokens[p.i].text, p.tokens[p.i+1].text
	switch op {
	case "=", "+=", "-=", "*=", "//=":
	default:
		return nil, p.fail("%q: expected assert, print or an assignment", p.src)
	}
	p.i += 2
	e, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	return func(v *variables) error {
		x, err := e(v)
		if err == nil && op != "=" {
			old, ok := v.get(name)
			if !ok {
				return fmt.Errorf("%s has no value yet", name)
			}
			x, err = operate(strings.TrimSuffix(op, "="), old, x)
		}
		if err == nil {
			v.own[name] = x
		}
		return err
	}, nil
}

// assert reads a condition and the message.
func (p *codeParser) assert() (func(*variables) error, error) {
	from := p.i
	e, err := p.expression(0)
	if err != nil {
		return nil, err
	}
	text := strings.TrimSpace(p.src[p.tokens[from].at:p.end()])
	message := evaluate(func(*variables) (value, error) { return value{}, nil })
	if p.accept(",") {
		if message, err = p.expression(0); err != nil {
			return nil, err
		}
	}
	return func(v *variables) error {
		x, err := e(v)
		if err != nil || x.truth() {
			return err
		}
		f := &failedAssertion{text: text}
		for _, name := range v.used {
			n, _ := v.get(name)
			f.values = append(f.values, name+" = "+n.String())
		}
		if m, err := message(v); err == nil {
			f.message = m.String()
		}
		return f
	}, nil
}

func (p *codeParser) print() (func(*variables) error, error) {
	var parts []evaluate
	brackets := p.accept("(")
	for p.i < len(p.tokens) && !p.is(")") && !p.is(";") {
		e, err := p.expression(0)
		if err != nil {
			return nil, err
		}
		parts = append(parts, e)
		if !p.accept(",") {
			break
		}
	}
	if brackets && !p.accept(")") {
		return nil, p.fail("print: expected )")
	}
	return func(v *variables) error {
		var words []string
		for _, e := range parts {
			x, err := e(v)
			if err != nil {
				return err
			}
			words = append(words, x.String())
		}
		if v.print != nil {
			v.print(strings.Join(words, " "))
		}
		return nil
	}, nil
}

// codeLevels are the operators by how tightly they bind, the loosest first.
var codeLevels = [][]string{
	{"or"}, {"and"}, {"not"}, {"==", "!=", "<=", ">=", "<", ">"}, {"|"}, {"^"}, {"&"}, {"<<", ">>"},
	{"+", "-"}, {"*", "//", "/", "%"},
}

const (
	notLevel     = 2
	compareLevel = 3
)

func (p *codeParser) expression(level int) (evaluate, error) {
	if p.depth++; p.depth > 50*maxDepth {
		return nil, p.fail("nested too deep")
	}
	defer func() { p.depth-- }()
	switch {
	case level == len(codeLevels):
		return p.unary()
	case level == notLevel:
		if !p.accept("not") {
			return p.expression(level + 1)
		}
		e, err := p.expression(level)
		return func(v *variables) (value, error) {
			x, err := e(v)
			return boolValue(!x.truth()), err
		}, err
	}
	left, err := p.expression(level + 1)
	if err != nil {
		return nil, err
	}
	if level == compareLevel {
		return p.chain(left)
	}
	for {
		op := p.operator(level)
		if op == "" {
			return left, nil
		}
		right, err := p.expression(level + 1)
		if err != nil {
			return nil, err
		}
		left = apply(op, left, right)
	}
}

// operator passes an operator of the level and returns it.
func (p *codeParser) operator(level int) string {
	for _, op := range codeLevels[level] {
		if p.accept(op) {
			return op
		}
	}
	return ""
}

func apply(op string, left, right evaluate) evaluate {
	return func(v *variables) (value, error) {
		a, err := left(v)
		if err != nil {
			return a, err
		}
		if op == "and" && !a.truth() || op == "or" && a.truth() {
			return a, nil
		}
		b, err := right(v)
		if err != nil || op == "and" || op == "or" {
			return b, err
		}
		return operate(op, a, b)
	}
}

// chain reads "a <= b < c", and "a in (b, c)".
func (p *codeParser) chain(first evaluate) (evaluate, error) {
	if p.accept("in") {
		return p.among(first)
	}
	operands, ops := []evaluate{first}, []string(nil)
	for {
		op := p.operator(compareLevel)
		if op == "" {
			break
		}
		e, err := p.expression(compareLevel + 1)
		if err != nil {
			return nil, err
		}
		operands, ops = append(operands, e), append(ops, op)
	}
	if len(ops) == 0 {
		return first, nil
	}
	return func(v *variables) (value, error) {
		a, err := operands[0](v)
		for i := 0; i < len(ops) && err == nil; i++ {
			var b, ok value
			if b, err = operands[i+1](v); err != nil {
				break
			}
			if ok, err = operate(ops[i], a, b); err == nil && !ok.truth() {
				return ok, nil
			}
			a = b
		}
		return boolValue(true), err
	}, nil
}

// among reads the values in brackets of which the first must be one.
func (p *codeParser) among(first evaluate) (evaluate, error) {
	closing := map[bool]string{true: ")", false: "]"}[p.is("(")]
	if !p.accept("(") && !p.accept("[") {
		return nil, p.fail("in: expected values in brackets")
	}
	var values []evaluate
	for !p.accept(closing) {
		e, err := p.expression(0)
		if err != nil {
			return nil, err
		}
		values = append(values, e)
		if !p.accept(",") && !p.is(closing) {
			return nil, p.fail("in: expected , or %s", closing)
		}
	}
	return func(v *variables) (value, error) {
		for _, e := range values {
			if x, err := apply("==", first, e)(v); err != nil || x.truth() {
				return x, err
			}
		}
		return boolValue(false), nil
	}, nil
}

func (p *codeParser) unary() (evaluate, error) {
	if p.i >= len(p.tokens) {
		return nil, p.fail("the line ends too early")
	}
	t := p.tokens[p.i]
	p.i++
	switch {
	case t.text == "-" || t.text == "+":
		e, err := p.unary()
		return apply(t.text, func(*variables) (value, error) { return intValue(0), nil }, e), err
	case t.text == "(":
		e, err := p.expression(0)
		if err == nil && !p.accept(")") {
			err = p.fail("expected )")
		}
		return e, err
	case t.kind == stringToken:
		return func(*variables) (value, error) { return value{text: t.text[1 : len(t.text)-1]}, nil }, nil
	case t.kind == numberToken:
		n, ok := new(big.Rat).SetString(t.text)
		if !ok || len(t.text) > 30 {
			return nil, p.fail("%s is no number", t.text)
		}
		return func(*variables) (value, error) { return value{num: n}, nil }, nil
	case t.kind == wordToken && p.accept("("):
		return p.function(t.text)
	case t.kind == wordToken:
		return func(v *variables) (value, error) {
			x, ok := v.get(t.text)
			if !ok {
				return x, fmt.Errorf("%s is not known", t.text)
			}
			return x, nil
		}, nil
	}
	return nil, p.fail("%q: expected a value", t.text)
}

// function reads the arguments of a function.
func (p *codeParser) function(name string) (evaluate, error) {
	var args []evaluate
	for !p.accept(")") {
		e, err := p.expression(0)
		if err != nil {
			return nil, err
		}
		args = append(args, e)
		if !p.accept(",") && !p.is(")") {
			return nil, p.fail("%s: expected , or )", name)
		}
	}
	known := name == "abs" || name == "int" || name == "min" || name == "max" || name == "str" || name == "round"
	if !known || len(args) == 0 {
		return nil, p.fail("%s: expected abs, int, min, max, round or str with arguments", name)
	}
	return func(v *variables) (value, error) {
		best, err := args[0](v)
		for _, e := range args[1:] {
			x, e := e(v)
			if err = e; err != nil || x.num == nil || best.num == nil {
				break
			}
			if c := x.num.Cmp(best.num); name == "min" && c < 0 || name == "max" && c > 0 {
				best = x
			}
		}
		if err != nil || best.num == nil {
			return best, err
		}
		switch name {
		case "abs":
			best.num = new(big.Rat).Abs(best.num)
		case "int", "round":
			best.num = new(big.Rat).SetInt(new(big.Int).Quo(best.num.Num(), best.num.Denom()))
		case "str":
			best = value{text: best.String()}
		}
		return best, nil
	}, nil
}
