package packetdrill

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// code is a block of statements between %{ and }%, in the small part of Python
// that scripts use.
type code struct {
	Pos
	statements []statement
}

// statement is a line of a block.
type statement struct {
	pos  Pos
	text string
	run  func(v *variables) error
}

// value is a number, or a text.
type value struct {
	num  *big.Rat // nil: a text
	text string
}

func intValue(n int64) value { return value{num: new(big.Rat).SetInt64(n)} }

func boolValue(b bool) value {
	if b {
		return intValue(1)
	}
	return intValue(0)
}

func (v value) String() string {
	switch {
	case v.num == nil:
		return v.text
	case v.num.IsInt():
		return v.num.Num().String()
	}
	return strings.TrimRight(v.num.FloatString(6), "0")
}

// truth reports whether v counts as true.
func (v value) truth() bool { return v.num == nil && v.text != "" || v.num != nil && v.num.Sign() != 0 }

// variables is what statements read and write. Variables live on between blocks.
type variables struct {
	own    map[string]value
	lookup func(name string) (int64, bool) // what the connection says of itself
	used   []string                        // names that were looked up, for messages
	print  func(line string)
}

func (v *variables) get(name string) (value, bool) {
	if x, ok := v.own[name]; ok {
		return x, true
	}
	n, ok := v.lookup(name)
	if ok && !slices.Contains(v.used, name) && strings.HasPrefix(name, "tcpi_") {
		v.used = append(v.used, name)
	}
	return intValue(n), ok
}

// failedAssertion is an assertion that does not hold.
type failedAssertion struct {
	text    string   // the condition
	message string   // that the script gives, or empty
	values  []string // "name = value" of what it looks at
}

func (f *failedAssertion) Error() string {
	s := "assert " + f.text + " does not hold"
	if len(f.values) > 0 {
		s += ": " + strings.Join(f.values, ", ")
	}
	if f.message != "" {
		s += " (" + f.message + ")"
	}
	return s
}

// run executes the block.
func (c *code) run(v *variables) (Pos, error) {
	for _, s := range c.statements {
		v.used = v.used[:0]
		if err := s.run(v); err != nil {
			return s.pos, err
		}
	}
	return c.Pos, nil
}

// parseCode reads a block that begins at pos.
func parseCode(pos Pos, text string) (*code, error) {
	c := &code{Pos: pos}
	at := pos
	for i, line := range logicalLines(text) {
		if i > 0 {
			at.Col = 1
		}
		p := &codeParser{pos: Pos{at.File, pos.Line + line.number, at.Col}, src: line.text}
		if err := p.tokenize(); err != nil {
			return nil, err
		}
		for p.i < len(p.tokens) {
			if p.accept(";") {
				continue
			}
			from := p.tokens[p.i].at
			run, err := p.statement()
			if err != nil {
				return nil, err
			}
			if p.i < len(p.tokens) && !p.is(";") {
				return nil, p.fail("%q: expected the end of the statement", p.tokens[p.i].text)
			}
			c.statements = append(c.statements, statement{p.pos, strings.TrimSpace(p.src[from:p.end()]), run})
		}
	}
	return c, nil
}

// codeLine is a line of a block; lines with an open parenthesis go on.
type codeLine struct {
	number int
	text   string
}

func logicalLines(text string) []codeLine {
	var all []codeLine
	open := 0
	for i, line := range strings.Split(text, "\n") {
		if n := strings.IndexByte(line, '#'); n >= 0 && !strings.Contains(line[:n], `"`) && !strings.Contains(line[:n], "'") {
			line = line[:n]
		}
		joined, continues := strings.CutSuffix(strings.TrimSpace(line), "\\")
		if open > 0 {
			all[len(all)-1].text += " " + joined
		} else {
			all = append(all, codeLine{i, joined})
		}
		open = strings.Count(all[len(all)-1].text, "(") - strings.Count(all[len(all)-1].text, ")")
		if continues {
			open = 1
		}
	}
	return all
}

// operate applies an operator to two values.
func operate(op string, a, b value) (value, error) {
	if a.num == nil || b.num == nil {
		if op == "==" || op == "!=" {
			same := a.num == nil && b.num == nil && a.text == b.text
			return boolValue(same == (op == "==")), nil
		}
		if op == "+" || op == "%" {
			return value{text: a.String() + b.String()}, nil
		}
		return value{}, fmt.Errorf("%s is for numbers", op)
	}
	if order, ok := comparisons[op]; ok {
		return boolValue(order(a.num.Cmp(b.num))), nil
	}
	r := new(big.Rat)
	switch op {
	case "+":
		return value{num: r.Add(a.num, b.num)}, nil
	case "-":
		return value{num: r.Sub(a.num, b.num)}, nil
	case "*":
		return value{num: r.Mul(a.num, b.num)}, nil
	case "/":
		if b.num.Sign() == 0 {
			return value{}, fmt.Errorf("division by zero")
		}
		return value{num: r.Quo(a.num, b.num)}, nil
	}
	if !a.num.IsInt() || !b.num.IsInt() {
		return value{}, fmt.Errorf("%s is for whole numbers", op)
	}
	return whole(op, a.num.Num(), b.num.Num())
}

var comparisons = map[string]func(int) bool{
	"==": func(c int) bool { return c == 0 }, "!=": func(c int) bool { return c != 0 },
	"<": func(c int) bool { return c < 0 }, "<=": func(c int) bool { return c <= 0 },
	">": func(c int) bool { return c > 0 }, ">=": func(c int) bool { return c >= 0 },
}

// whole applies an operator of whole numbers.
func whole(op string, a, b *big.Int) (value, error) {
	z := new(big.Int)
	switch op {
	case "&":
		z.And(a, b)
	case "|":
		z.Or(a, b)
	case "^":
		z.Xor(a, b)
	case "<<", ">>":
		if !b.IsUint64() || b.Uint64() > 64 {
			return value{}, fmt.Errorf("%s by %v: expected 0 to 64", op, b)
		}
		if op == "<<" {
			z.Lsh(a, uint(b.Uint64()))
		} else {
			z.Rsh(a, uint(b.Uint64()))
		}
	case "//", "%":
		if b.Sign() == 0 {
			return value{}, fmt.Errorf("division by zero")
		}
		m := new(big.Int)
		z.DivMod(a, b, m)
		if op == "%" {
			z = m
		}
	default:
		return value{}, fmt.Errorf("%s is not known", op)
	}
	return value{num: new(big.Rat).SetInt(z)}, nil
}
