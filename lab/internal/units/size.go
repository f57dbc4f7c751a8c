package units

import "math"

var sizes = quantity{
	what: "a size", example: "64KiB", smallest: "bytes", max: math.MaxInt64,
	units: []unit{
		{"B", 1}, {"kB", 1e3}, {"KiB", 1 << 10}, {"MB", 1e6}, {"MiB", 1 << 20}, {"GiB", 1 << 30},
		{"GB", 1e9}, {"TB", 1e12}, {"TiB", 1 << 40}, {"KB", 1e3}, {"", 1},
	},
}

// printedSizes are the units that FormatSize prints, the largest first.
var printedSizes = []unit{
	{"TiB", 1 << 40}, {"TB", 1e12}, {"GiB", 1 << 30}, {"GB", 1e9},
	{"MiB", 1 << 20}, {"MB", 1e6}, {"KiB", 1 << 10}, {"kB", 1e3},
}

// ParseSize reads a number of bytes such as 64KiB, 1.5MB, 1460B or 1460.
func ParseSize(s string) (int64, error) {
	n, err := sizes.parse(s)
	if err != nil {
		return 0, err
	}
	return int64(n), nil
}

// FormatSize prints bytes in the largest unit of which they are a whole number:
// 65536 is 64KiB, 1460 is 1460B. Negative sizes have a minus sign.
func FormatSize(bytes int64) string {
	n, sign := uint64(bytes), ""
	if bytes < 0 {
		n, sign = -n, "-"
	}
	if n == 0 {
		return "0"
	}
	for _, u := range printedSizes {
		if n%u.parts == 0 {
			return sign + decimal(n/u.parts, 1) + u.name
		}
	}
	return sign + decimal(n, 1) + "B"
}
