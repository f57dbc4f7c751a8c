package main

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

// draws gives the same numbers for the same name, each time.
func draws(name string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(name))
	return rand.New(rand.NewPCG(h.Sum64(), 1))
}

const syllables = "ka lo mi ren ta vo sel du par ni go the ba lin ser to we an ru chi"

func word(r *rand.Rand) string {
	parts := strings.Fields(syllables)
	w := ""
	for range 1 + r.IntN(3) {
		w += parts[r.IntN(len(parts))]
	}
	return w
}

// fill is text of the given length without meaning.
func fill(name string, size int) string {
	r := draws(name)
	var b strings.Builder
	for b.Len() < size {
		b.WriteString(word(r))
		b.WriteByte(' ')
	}
	return b.String()[:max(0, size)]
}

// words is n words in a row, prose a text of the given length in lines.
func words(name string, n int) string { return strings.TrimSpace(fill(name, 5*n)) }

func prose(name string, size int) string {
	text := []byte(fill(name, size))
	for i := 80; i < len(text); i += 80 {
		if at := bytes.IndexByte(text[i:], ' '); at >= 0 {
			text[i+at] = '\n'
		}
	}
	return string(text)
}

// stylesheet spreads the given rules over a sheet of the given size.
func stylesheet(rules []string, size int) []byte {
	r := draws("css")
	var b strings.Builder
	for i, rule := range rules {
		b.WriteString(rule + "\n")
		for b.Len() < size*(i+1)/len(rules)-60 {
			fmt.Fprintf(&b, ".%s-%s{margin:%dpx;padding:%dpx %dpx;color:#%06x}\n",
				word(r), word(r), r.IntN(40), r.IntN(20), r.IntN(20), r.IntN(1<<24))
		}
	}
	fmt.Fprintf(&b, "/*%s*/", strings.Repeat("*", max(0, size-b.Len()-4)))
	return []byte(b.String())
}

// script puts code in the middle of functions that nobody calls.
func script(name, code string, size int) []byte {
	r := draws(name)
	var b strings.Builder
	function := func() {
		fmt.Fprintf(&b, "function %s_%s%d(%s, n) {\n  var t = %d;\n  for (var i = 0; i < n; i++) t += i * %d %% %d;\n  return t;\n}\n",
			name, word(r), b.Len(), word(r), r.IntN(1e6), r.IntN(1e4), 1+r.IntN(1e4))
	}
	for b.Len() < size/2 {
		function()
	}
	b.WriteString(code)
	for b.Len() < size-200 {
		function()
	}
	fmt.Fprintf(&b, "//%s\n", fill(name, size-b.Len()-3))
	return []byte(b.String())
}

// picture is a PNG of 8 by 8 grey points, filled up to its size by a chunk that
// decoders skip.
func picture(name string, size int) []byte {
	var b bytes.Buffer
	b.WriteString("\x89PNG\r\n\x1a\n")
	chunk(&b, "IHDR", []byte{0, 0, 0, 8, 0, 0, 0, 8, 8, 0, 0, 0, 0})
	var rows bytes.Buffer // eight, each a filter byte and eight points
	z := zlib.NewWriter(&rows)
	z.Write(make([]byte, 8*9))
	z.Close()
	others := 8 + 25 + 12 + rows.Len() + 12 // everything but the filling
	chunk(&b, "ruBb", noise(name, size-others-12))
	chunk(&b, "IDAT", rows.Bytes())
	chunk(&b, "IEND", nil)
	return b.Bytes()
}

func chunk(b *bytes.Buffer, kind string, data []byte) {
	binary.Write(b, binary.BigEndian, uint32(len(data)))
	body := append([]byte(kind), data...)
	b.Write(body)
	binary.Write(b, binary.BigEndian, crc32.ChecksumIEEE(body))
}

// font has the size of one but holds no letters: the browser asks for it, finds
// nothing in it and takes the next family.
func font(name string, size int) []byte { return append([]byte("wOF2"), noise(name, size-4)...) }

func noise(name string, size int) []byte {
	r := draws(name)
	b := make([]byte, size)
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}
