package sweep

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/parquet-go/parquet-go"
)

// Keys of what a results file says of itself.
const (
	planKey = "rttlab.plan"  // the plan's hash
	saysKey = "rttlab.sweep" // the plan without its files
	fromKey = "rttlab.from"
	toKey   = "rttlab.to"
)

// Part is a file of results.
type Part struct {
	Span
	Rows []Row
}

// ordered is a group whose fields keep their order.
type ordered struct {
	parquet.Group
	names []string
}

// Fields returns the columns in their order.
func (g ordered) Fields() []parquet.Field {
	byName := map[string]parquet.Field{}
	for _, f := range g.Group.Fields() {
		byName[f.Name()] = f
	}
	out := make([]parquet.Field, len(g.names))
	for i, n := range g.names {
		out[i] = byName[n]
	}
	return out
}

// schema is that of a plan's results.
func (p *Plan) schema() *parquet.Schema {
	g := ordered{Group: parquet.Group{}}
	for _, c := range p.Columns() {
		var n parquet.Node
		switch c.Kind {
		case Int:
			n = parquet.Leaf(parquet.Int64Type)
		case Float:
			n = parquet.Leaf(parquet.DoubleType)
		default:
			n = parquet.Encoded(parquet.String(), &parquet.RLEDictionary)
		}
		if c.Optional {
			n = parquet.Optional(n)
		}
		g.Group[c.Name] = parquet.Compressed(n, &parquet.Snappy)
		g.names = append(g.names, c.Name)
	}
	return parquet.NewSchema("sweep", g)
}

// WriteParquet writes results of a plan. The same rows make the same bytes.
func (p *Plan) WriteParquet(to io.Writer, s Span, rows []Row) error {
	w := parquet.NewWriter(to, p.schema(), parquet.CreatedBy("rttlab", "", ""), parquet.KeyValueMetadata(planKey, p.Hash),
		parquet.KeyValueMetadata(saysKey, p.brief()),
		parquet.KeyValueMetadata(fromKey, strconv.Itoa(s.From)), parquet.KeyValueMetadata(toKey, strconv.Itoa(s.To)))
	cols := p.Columns()
	for _, row := range rows {
		line := make(parquet.Row, len(row))
		for i := range row {
			var v parquet.Value
			switch k := cols[i].Kind; {
			case row[i].Null:
				v = parquet.NullValue()
			case k == Int:
				v = parquet.Int64Value(row[i].Int)
			case k == Float:
				v = parquet.DoubleValue(row[i].Float)
			default:
				v = parquet.ByteArrayValue([]byte(row[i].Text))
			}
			defined := 0
			if cols[i].Optional && !row[i].Null {
				defined = 1
			}
			line[i] = v.Level(0, defined, i)
		}
		if _, err := w.WriteRows([]parquet.Row{line}); err != nil {
			return err
		}
	}
	return w.Close()
}

// brief is a plan as results carry it: without the files.
func (p *Plan) brief() string {
	b := *p
	b.Files = nil
	text, err := json.Marshal(&b)
	if err != nil {
		panic("sweep: " + err.Error()) // a struct of our own
	}
	return string(text)
}

// ReadResults reads a file of results, and what it says of the plan, whose files are not
// there.
func ReadResults(from io.ReaderAt, size int64) (*Plan, []Row, error) {
	f, err := parquet.OpenFile(from, size)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotWhole, err)
	}
	p := &Plan{}
	text, _ := f.Lookup(saysKey)
	if err := json.Unmarshal([]byte(text), p); err != nil || p.Seeds < 1 {
		return nil, nil, fmt.Errorf("not a file of results of a sweep")
	}
	part, err := p.ReadParquet(from, size)
	return p, part.Rows, err
}

// ErrNotWhole is what a file is that was cut off or damaged.
var ErrNotWhole = errors.New("not a whole file of results")

// ReadParquet reads results, and checks that they are whole and of the plan.
func (p *Plan) ReadParquet(from io.ReaderAt, size int64) (part Part, err error) {
	defer func() {
		if r := recover(); r != nil { // of the reader, about bytes that are no Parquet
			err = fmt.Errorf("%w: %v", ErrNotWhole, r)
		}
	}()
	f, err := parquet.OpenFile(from, size)
	if err != nil {
		return part, fmt.Errorf("%w: %w", ErrNotWhole, err)
	}
	if hash, _ := f.Lookup(planKey); hash != p.Hash {
		return part, fmt.Errorf("the results are of another plan")
	}
	first, _ := f.Lookup(fromKey)
	end, _ := f.Lookup(toKey)
	if _, err := fmt.Sscan(first+" "+end, &part.From, &part.To); err != nil {
		return part, fmt.Errorf("not a file of results: runs %q to %q", first, end)
	}
	if part.Rows, err = p.rows(f); err != nil {
		return part, err
	}
	if len(part.Rows) != part.To-part.From || part.From < 0 || part.To > p.Runs() {
		return part, fmt.Errorf("%d rows, expected those of runs %d to %d", len(part.Rows), part.From, part.To-1)
	}
	return part, nil
}

// rows reads all rows.
func (p *Plan) rows(f *parquet.File) ([]Row, error) {
	cols := p.Columns()
	all := make([]Row, f.NumRows())
	for i := range all {
		all[i] = make(Row, len(cols))
	}
	base := 0
	for _, g := range f.RowGroups() {
		chunks := g.ColumnChunks()
		if len(chunks) != len(cols) {
			return nil, fmt.Errorf("%d columns, expected %d", len(chunks), len(cols))
		}
		for c, chunk := range chunks {
			if err := column(chunk, cols[c].Kind, all[base:base+int(g.NumRows())], c); err != nil {
				return nil, err
			}
		}
		base += int(g.NumRows())
	}
	return all, nil
}

// column reads the values of a column into rows.
func column(chunk parquet.ColumnChunk, k Kind, rows []Row, c int) error {
	pages := chunk.Pages()
	defer pages.Close()
	for i := 0; i < len(rows); {
		page, err := pages.ReadPage()
		if err != nil {
			return fmt.Errorf("%w: %w", ErrNotWhole, err)
		}
		values := make([]parquet.Value, page.NumValues())
		n, err := page.Values().ReadValues(values)
		if err != nil && err != io.EOF {
			return fmt.Errorf("%w: %w", ErrNotWhole, err)
		}
		for _, v := range values[:n] {
			switch {
			case v.IsNull():
				rows[i][c].Null = true
			case k == Int:
				rows[i][c].Int = v.Int64()
			case k == Float:
				rows[i][c].Float = v.Double()
			default:
				rows[i][c].Text = string(v.ByteArray())
			}
			i++
		}
		if n == 0 {
			return fmt.Errorf("%w: column %d ends early", ErrNotWhole, c)
		}
	}
	return nil
}
