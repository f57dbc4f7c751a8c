package units

import "math"

// bitRates are the units that FormatRate prints, the smallest first.
var bitRates = []unit{{"bit/s", 1}, {"kbit/s", 1e3}, {"Mbit/s", 1e6}, {"Gbit/s", 1e9}, {"Tbit/s", 1e12}}

var rates = quantity{
	what: "a rate", example: "10Mbit/s or unlimited", smallest: "bits per second", max: math.MaxUint64,
	units: append(bitRates[:len(bitRates):len(bitRates)],
		unit{"MB/s", 8e6}, unit{"B/s", 8}, unit{"kB/s", 8e3}, unit{"KB/s", 8e3}, unit{"GB/s", 8e9},
		unit{"KiB/s", 8 << 10}, unit{"MiB/s", 8 << 20}, unit{"GiB/s", 8 << 30},
		unit{"bps", 1}, unit{"kbps", 1e3}, unit{"Kbps", 1e3}, unit{"Mbps", 1e6}, unit{"Gbps", 1e9}, unit{"Tbps", 1e12},
		unit{"Kbit/s", 1e3}, unit{"kb/s", 1e3}, unit{"Kb/s", 1e3}, unit{"Mb/s", 1e6}, unit{"Gb/s", 1e9},
	),
}

// Unlimited is the rate of a wire that takes no time to clock bits out.
const Unlimited uint64 = 0

// ParseRate reads a rate such as 10Mbit/s, 56kbit/s, 10Mbps or 10MB/s (bytes) as
// bits per second. "unlimited" is Unlimited; a rate of nothing is an error.
func ParseRate(s string) (uint64, error) {
	if s == "unlimited" {
		return Unlimited, nil
	}
	n, err := rates.parse(s)
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, rates.fail(s, "nothing would ever arrive", "")
	}
	return n, nil
}

// FormatRate prints bits per second in the unit that suits their size, exactly.
func FormatRate(bitsPerSecond uint64) string {
	if bitsPerSecond == Unlimited {
		return "unlimited"
	}
	for i := len(bitRates) - 1; i > 0; i-- {
		if u := bitRates[i]; bitsPerSecond >= u.parts {
			return decimal(bitsPerSecond, u.parts) + u.name
		}
	}
	return decimal(bitsPerSecond, 1) + bitRates[0].name
}
