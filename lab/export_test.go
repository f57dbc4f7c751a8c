package lab

// FromPage is what Load makes of a recorded page.
var FromPage = fromPage
