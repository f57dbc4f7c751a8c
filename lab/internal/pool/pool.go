package pool

import "sync"

// Each calls fn for 0 to n-1, on so many goroutines at once, and tells how far it
// has come. Who is first does not matter: each call has a place of its own for
// what it finds.
func Each(n, workers int, done func(int), fn func(i int)) {
	var mu sync.Mutex
	var wait sync.WaitGroup
	next, finished := 0, 0
	take := func() int {
		mu.Lock()
		defer mu.Unlock()
		next++
		return next - 1
	}
	tell := func() {
		mu.Lock()
		defer mu.Unlock()
		if finished++; done != nil {
			done(finished)
		}
	}
	for range min(max(workers, 1), n) {
		wait.Add(1)
		go func() {
			defer wait.Done()
			for i := take(); i < n; i = take() {
				fn(i)
				tell()
			}
		}()
	}
	wait.Wait()
}
