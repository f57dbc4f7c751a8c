package spill

import (
	"bytes"
	"fmt"
	"math/bits"
	"os"

	"github.com/rttlab/rttlab/sim/cause"
)

// Room is how many bytes of records stay in memory: a run of some hundred thousand
// segments writes no file.
const Room = 8 << 20

// Archive keeps pieces of records, as many in memory as there is room for, and the others
// in a temporary file. Where none can be made, or the disk is full, they stay in memory.
type Archive struct {
	room   int
	file   *os.File
	named  bool              // it still has a name
	end    int64             // of the file
	free   [maxOrder][]int64 // places in the file that are, by their size
	broken bool              // nothing can be written
}

// The place of a piece has two to the power of its order bytes.
const maxOrder = 40

// New returns an archive that keeps so many bytes in memory.
func New(room int) *Archive { return &Archive{room: room} }

// Keep takes a copy of b.
func (a *Archive) Keep(b []byte) cause.Piece {
	if len(b) > a.room && !a.broken {
		p, err := a.write(b)
		if err == nil {
			return p
		}
		a.broken = true
	}
	a.room -= len(b)
	return &inMemory{a, bytes.Clone(b)}
}

// write puts a piece into the file.
func (a *Archive) write(b []byte) (*inFile, error) {
	if a.file == nil {
		f, err := os.CreateTemp("", "rttlab-records-*")
		if err != nil {
			return nil, err
		}
		a.file, a.named = f, os.Remove(f.Name()) != nil // where that fails, Close does it
	}
	p := &inFile{in: a, order: bits.Len(uint(len(b) - 1))}
	if free := a.free[p.order]; len(free) > 0 {
		p.place = free[len(free)-1]
		a.free[p.order] = free[:len(free)-1]
	} else {
		p.place = a.end
		a.end += 1 << p.order
	}
	_, err := a.file.WriteAt(b, p.place)
	return p, err
}

// Close gives the file back. What lies in it can be read no more.
func (a *Archive) Close() {
	if a.file != nil {
		a.file.Close()
	}
	if a.named {
		os.Remove(a.file.Name())
	}
}

type inMemory struct {
	in *Archive
	b  []byte
}

func (p *inMemory) Read(b []byte, offset int) { copy(b, p.b[offset:]) }

func (p *inMemory) Drop() {
	p.in.room += len(p.b)
	p.b = nil
}

type inFile struct {
	in    *Archive
	place int64
	order int
}

func (p *inFile) Read(b []byte, offset int) {
	if _, err := p.in.file.ReadAt(b, p.place+int64(offset)); err != nil {
		panic(fmt.Sprintf("spill: records of the run cannot be read back: %v", err))
	}
}

func (p *inFile) Drop() { p.in.free[p.order] = append(p.in.free[p.order], p.place) }
