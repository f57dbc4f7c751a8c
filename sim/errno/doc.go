// Package errno names the POSIX errors that socket calls return. The numbers
// are the project's own: a run must not depend on the system it runs on, so
// only the names are ever printed.
package errno
