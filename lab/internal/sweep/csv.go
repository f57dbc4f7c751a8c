package sweep

import (
	"encoding/csv"
	"io"
	"strconv"
)

// WriteCSV writes results as comma-separated values with a line of names. What was not
// measured is empty.
func (p *Plan) WriteCSV(to io.Writer, rows []Row) error {
	w := csv.NewWriter(to)
	cols := p.Columns()
	line := make([]string, len(cols))
	for i, c := range cols {
		line[i] = c.Name
	}
	if err := w.Write(line); err != nil {
		return err
	}
	for _, row := range rows {
		for i := range row {
			line[i] = row[i].text(cols[i].Kind)
		}
		if err := w.Write(line); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func (v *Value) text(k Kind) string {
	switch {
	case v.Null:
		return ""
	case k == Int:
		return strconv.FormatInt(v.Int, 10)
	case k == Float:
		return strconv.FormatFloat(v.Float, 'g', -1, 64)
	}
	return v.Text
}
