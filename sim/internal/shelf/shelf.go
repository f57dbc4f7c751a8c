package shelf

import (
	"encoding/binary"
	"slices"
	"sort"
)

// Archive keeps what has become too much for memory.
type Archive interface {
	// Keep takes a copy of b.
	Keep(b []byte) Piece
}

// Piece is what an archive was given to keep.
type Piece interface {
	// Read fills b with what lies at an offset.
	Read(b []byte, offset int)
	// Drop says that nobody reads it any more.
	Drop()
}

// Shelf is chunks in the order in which they were added. What is last in each of them,
// by which they are found, is in memory for each chunk or piece.
type Shelf[K any] struct {
	pieces []piece[K] // of perPiece chunks each
	loose  []chunk[K]
	buffer []byte
}

type piece[K any] struct {
	kept Piece
	last K
}

type chunk[K any] struct {
	packed []byte
	last   K
}

// perPiece is how many chunks are put into an archive together: so many that what is
// remembered of a piece does not count.
const perPiece = 64

// A piece begins with where each chunk begins, and where the last one ends.
const (
	placeSize = 4
	headSize  = (perPiece + 1) * placeSize
)

// Len returns the number of chunks.
func (s *Shelf[K]) Len() int { return len(s.pieces)*perPiece + len(s.loose) }

// Add puts a chunk at the end, of which it takes a copy. Older ones go into the archive,
// if there is one, when they are enough for a piece.
func (s *Shelf[K]) Add(packed []byte, last K, to Archive) {
	s.loose = append(s.loose, chunk[K]{slices.Clone(packed), last})
	if to == nil || len(s.loose) < 2*perPiece {
		return
	}
	b := slices.Grow(s.buffer[:0], headSize)[:headSize]
	old := s.loose[:perPiece]
	for i := range old {
		binary.LittleEndian.PutUint32(b[i*placeSize:], uint32(len(b)))
		b = append(b, old[i].packed...)
	}
	binary.LittleEndian.PutUint32(b[perPiece*placeSize:], uint32(len(b)))
	s.buffer = b
	s.pieces = append(s.pieces, piece[K]{to.Keep(b), old[perPiece-1].last})
	s.loose = slices.Delete(s.loose, 0, perPiece)
}

// At returns a chunk. It holds until the next call, and must not be changed.
func (s *Shelf[K]) At(i int) []byte {
	p := i / perPiece
	if p >= len(s.pieces) {
		return s.loose[i-len(s.pieces)*perPiece].packed
	}
	kept := s.pieces[p].kept
	places := s.from(kept, i%perPiece*placeSize, 2*placeSize)
	begin := int(binary.LittleEndian.Uint32(places))
	end := int(binary.LittleEndian.Uint32(places[placeSize:]))
	return s.from(kept, begin, end-begin)
}

// from reads a part of a piece.
func (s *Shelf[K]) from(kept Piece, offset, n int) []byte {
	s.buffer = slices.Grow(s.buffer[:0], n)[:n]
	kept.Read(s.buffer, offset)
	return s.buffer
}

// Find returns among which chunks the first one is for whose last entry is holds, as it
// does for all that follow: one, or those of a piece; from is Len if there is none.
func (s *Shelf[K]) Find(is func(last *K) bool) (from, to int) {
	p := sort.Search(len(s.pieces), func(i int) bool { return is(&s.pieces[i].last) })
	if p < len(s.pieces) {
		return p * perPiece, (p + 1) * perPiece
	}
	i := sort.Search(len(s.loose), func(i int) bool { return is(&s.loose[i].last) })
	return p*perPiece + i, min(p*perPiece+i+1, s.Len())
}

// Drop takes the first chunks off, n of them at most: of a piece all or none. It returns
// how many, and what was last in them.
func (s *Shelf[K]) Drop(n int) (dropped int, last K) {
	pieces := min(n/perPiece, len(s.pieces))
	for i := range pieces {
		s.pieces[i].kept.Drop()
		last = s.pieces[i].last
	}
	s.pieces = slices.Delete(s.pieces, 0, pieces)
	dropped = pieces * perPiece
	if loose := min(n-dropped, len(s.loose)); len(s.pieces) == 0 && loose > 0 {
		last = s.loose[loose-1].last
		s.loose = slices.Delete(s.loose, 0, loose)
		dropped += loose
	}
	return dropped, last
}

// Pop takes the last chunk off, which must be one of the newest.
func (s *Shelf[K]) Pop() []byte {
	n := len(s.loose) - 1
	last := s.loose[n].packed
	s.loose[n] = chunk[K]{}
	s.loose = s.loose[:n]
	return last
}
