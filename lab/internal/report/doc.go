// Package report shows the result of a run: as text for people (a waterfall, a
// table of causes, connections and packets) and as a JSON document for
// machines. It returns or writes what it is given a writer for; it opens nothing.
package report
