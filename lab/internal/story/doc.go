// Package story tells a run to a person: what each transaction waited for, by
// which way that came about, packet by packet, who could have ended it and who
// did, why a packet left when it did, and which interactions of protocols are
// behind it.
//
// It says nothing that explanations (package explain) and films (package film) do
// not: it puts their records into sentences. Rules have theirs in one table, and
// so have interactions; what is not in the table is told by its name.
package story
