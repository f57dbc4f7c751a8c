package cause

// few is how many entries each list of a new record has room for: a short
// exchange needs no more.
const few = 2

// both is the records of one end of a connection in one piece. What is written for each
// segment lies together: when one leaves, in the first line of a processor's cache, when
// one leaves again in the second, and when one comes in the third.
type both struct {
	half     Half
	receipt  Receipt
	reads    [few]upTo
	progress [few]progress
	marks    [few]Mark
	firsts   [few]upTo
}

// NewRecords returns what one end of a connection records about the two
// directions. There are many connections, and most are short.
func NewRecords() (*Half, *Receipt) {
	b := &both{}
	b.half.marks.tail, b.half.firsts.tail = b.marks[:0], b.firsts[:0]
	b.receipt.progress.tail, b.receipt.reads.tail = b.progress[:0], b.reads[:0]
	return &b.half, &b.receipt
}
