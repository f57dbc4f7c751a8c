package main

import (
	"fmt"
	"strings"
	"time"
)

// site is a page with everything that it needs.
type site struct {
	name, url string
	hosts     []string
	files     map[string]file // by host and path
}

// file is what the server says to one URL.
type file struct {
	mime     string // none: 204 No Content
	body     []byte
	think    time.Duration
	gzip     bool
	redirect string
}

const ms = time.Millisecond

func (s *site) add(where string, f file) { s.files[where] = f }

// shop has three hosts and chains of three: the style sheet brings fonts and
// backgrounds, the script asks for recommendations and then for their images.
func shop() *site {
	const origin, static, img = "shop.example", "static.shop.example", "img.shop.example"
	s := &site{name: "shop", url: "http://" + origin + "/", hosts: []string{origin, static, img}, files: map[string]file{}}
	var list strings.Builder
	for i := range 18 {
		name := fmt.Sprintf("/products/%d.png", 1001+i*37)
		size := []int{3000, 7500, 12000, 18000, 26000, 40000}[i%6] + 113*i
		s.add(img+name, file{mime: "image/png", body: picture(name, size), think: time.Duration(5+i%4*3) * ms})
		fmt.Fprintf(&list, productCard, "http://"+img+name, words(name, 10), prose(name, 900), i)
	}
	s.add(img+"/hero.png", file{mime: "image/png", body: picture("hero", 120_000), think: 12 * ms})
	page := fmt.Sprintf(shopPage, list.String(), "\n<!-- "+fill("shop tail", 28_000-len(shopPage)-list.Len())+" -->")
	s.add(origin+"/", file{mime: "text/html; charset=utf-8", body: []byte(page), think: 80 * ms})

	s.add(static+"/main.css", file{mime: "text/css", body: stylesheet(shopStyles, 45_000), think: 8 * ms})
	for _, name := range []string{"/fonts/text.woff2", "/fonts/display.woff2"} {
		s.add(static+name, file{mime: "font/woff2", body: font(name, 30_000), think: 6 * ms})
	}
	for i, name := range []string{"/bg/paper.png", "/bg/shelf.png", "/bg/icons.png"} {
		s.add(img+name, file{mime: "image/png", body: picture(name, 4000+9000*i), think: 7 * ms})
	}
	s.add(static+"/vendor.js", file{mime: "text/javascript", body: script("vendor", vendorCode, 140_000), think: 10 * ms})
	s.add(static+"/app.js", file{mime: "text/javascript", body: script("app", shopCode, 90_000), think: 9 * ms})

	var recommended []string
	for i := range 6 {
		name := fmt.Sprintf("/recommended/%c.png", 'a'+i)
		s.add(img+name, file{mime: "image/png", body: picture(name, 9000+2500*i), think: 6 * ms})
		recommended = append(recommended, fmt.Sprintf(`{"id":%d,"image":"http://%s%s","text":%q}`, i, img, name, words(name, 60)))
	}
	s.add(origin+"/api/recommendations.json", file{mime: "application/json", think: 45 * ms,
		body: []byte(`{"items":[` + strings.Join(recommended, ",\n") + "]}")})
	s.add(origin+"/promo.png", file{redirect: "http://" + img + "/promo-v2.png", think: 15 * ms})
	s.add(img+"/promo-v2.png", file{mime: "image/png", body: picture("promo", 22_000), think: 5 * ms})
	s.add(origin+"/api/seen", file{think: 20 * ms})
	return s
}

// article is a small page of one host, whose texts are compressed.
func article() *site {
	const origin = "news.example"
	s := &site{name: "article", url: "http://" + origin + "/2026/tides.html", hosts: []string{origin}, files: map[string]file{}}
	var list strings.Builder
	for i := range 7 {
		name := fmt.Sprintf("/photos/tide-%d.png", i+1)
		s.add(origin+name, file{mime: "image/png", body: picture(name, 8000+6000*(i*i%5)), think: 5 * ms})
		fmt.Fprintf(&list, figure, "/photos", i+1, words(name, 8), prose(name, 5500))
	}
	s.add(origin+"/2026/tides.html", file{mime: "text/html; charset=utf-8", gzip: true, think: 35 * ms,
		body: fmt.Appendf(nil, articlePage, list.String())})
	s.add(origin+"/style.css", file{mime: "text/css", gzip: true, body: stylesheet(articleStyles, 24_000), think: 6 * ms})
	s.add(origin+"/read.js", file{mime: "text/javascript", gzip: true, body: script("read", articleCode, 30_000), think: 6 * ms})
	s.add(origin+"/serif.woff2", file{mime: "font/woff2", body: font("serif", 24_000), think: 5 * ms})
	s.add(origin+"/next.json", file{mime: "application/json", think: 25 * ms,
		body: []byte(`{"next":"/2026/winds.html","teaser":"` + words("next", 40) + `"}`)})
	return s
}
