// Package units reads and prints quantities as people write them: durations
// (50ms, 1.5s), rates (10Mbit/s, unlimited), sizes (64KiB, 1460) and ratios
// (0.5%, 1/100).
//
// Every value is an exact integer of its smallest part: nanoseconds, bits per
// second, bytes, parts per 1e9. The decimals are computed in integers too, so
// "0.1s" is 100000000ns on every machine. What cannot be represented is an
// error and not rounded, with one exception: a fraction such as 1/3 becomes the
// nearest ratio.
//
// A number may be followed by one space and needs its unit, apart from a plain 0,
// sizes (bytes) and ratios. Units tell capitals from small letters, since b and B
// or m and M differ by much. k, M, G and T are powers of 1000; Ki, Mi, Gi and Ti
// are powers of 1024.
//
// What a Format function prints is read back by its Parse function as the same
// value. Errors are one line: the text as given, what is wrong with it and what
// was expected.
package units
