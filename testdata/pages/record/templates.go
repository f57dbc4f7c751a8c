package main

// The fixed parts of the pages. Each %s is filled by site.go.

const shopPage = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Shop</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="http://static.shop.example/main.css">
<script src="http://static.shop.example/vendor.js"></script>
</head>
<body>
<header><h1>Everything for the workshop</h1>
<img src="http://img.shop.example/hero.png" alt="" width="1200" height="300">
<img src="/promo.png" alt="This week only" width="300" height="60">
<img src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7" alt="" width="1" height="1">
</header>
<main>
%s</main>
<aside id="recommended"></aside>
<footer class="icons">Bye</footer>
<script src="http://static.shop.example/app.js"></script>%s
</body>
</html>
`

const productCard = `<article class="card">
<img src="%s" alt="%s" width="200" height="150">
<p>%s</p>
<a href="/item?n=%d&amp;from=front">Details</a>
</article>
`

const articlePage = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Why the tide comes twice</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="../style.css">
<script src="/read.js" defer></script>
</head>
<body>
<h1>Why the tide comes twice</h1>
%s<p id="next"></p>
</body>
</html>
`

const figure = `<figure><img src="%s/tide-%d.png" alt="%s" width="600" height="300"></figure>
<p>%s</p>
`

var shopStyles = []string{
	`@font-face{font-family:Text;src:url(fonts/text.woff2) format("woff2");font-display:swap}`,
	`@font-face{font-family:Display;src:url(fonts/display.woff2) format("woff2");font-display:swap}`,
	`body{font-family:Text,serif;background:#fff url(http://img.shop.example/bg/paper.png)}h1{font-family:Display,serif}`,
	`main{background-image:url("http://img.shop.example/bg/shelf.png")}`,
	`.card{display:inline-block;width:220px;height:260px;overflow:hidden}`,
	`.icons{background-image:url(http://img.shop.example/bg/icons.png)}`,
}

var articleStyles = []string{
	`@font-face{font-family:Serif;src:url("/serif.woff2") format("woff2");font-display:swap}`,
	`body{font-family:Serif,serif;max-width:60em;margin:auto}`,
}

const vendorCode = `window.vendor = {
  getJSON: function (url) {
    return fetch(url).then(function (answer) { return answer.json(); });
  },
  picture: function (url, width, height) {
    var img = document.createElement("img");
    img.width = width;
    img.height = height;
    img.src = url;
    return img;
  }
};
`

const shopCode = `(function () {
  function show(list) {
    var where = document.getElementById("recommended");
    list.items.forEach(function (item) {
      where.appendChild(vendor.picture(item.image, 150, 110));
    });
  }
  vendor.getJSON("/api/recommendations.json").then(show);
  addEventListener("load", function () {
    var seen = [];
    document.querySelectorAll(".card img").forEach(function (img) { seen.push(img.src); });
    navigator.sendBeacon("/api/seen", JSON.stringify({ page: "front", seen: seen }));
  });
})();
`

const articleCode = `fetch("/next.json").then(function (answer) { return answer.json(); }).then(function (article) {
  document.getElementById("next").textContent = article.teaser;
});
`
