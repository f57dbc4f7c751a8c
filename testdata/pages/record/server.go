package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// serve answers for all hosts of a site on one loopback port.
func serve(s *site) (port int, stop func(), err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, nil, err
	}
	server := &http.Server{Handler: http.HandlerFunc(s.answer)}
	go server.Serve(l)
	return l.Addr().(*net.TCPAddr).Port, func() { server.Close() }, nil
}

// answer sleeps for the file's think time and then sends it in one go.
func (s *site) answer(w http.ResponseWriter, r *http.Request) {
	f, ok := s.files[r.Host+r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	io.Copy(io.Discard, r.Body)
	time.Sleep(f.think)
	h := w.Header()
	h.Set("Server", "rttlab-record")
	h.Set("Access-Control-Allow-Origin", "*")
	if f.redirect != "" {
		h.Set("Location", f.redirect)
		h.Set("Content-Length", "0")
		w.WriteHeader(http.StatusFound)
		return
	}
	if f.mime == "" {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	body := f.body
	if f.gzip && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		body = packed(body)
		h.Set("Content-Encoding", "gzip")
		h.Set("Vary", "Accept-Encoding")
	}
	h.Set("Content-Type", f.mime)
	h.Set("Cache-Control", "max-age=3600")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body)
}

func packed(body []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(body)
	z.Close()
	return b.Bytes()
}
