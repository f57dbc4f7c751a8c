package scenario

// Starter is a scenario to begin with: what is changed most often comes first.
const Starter = `# yaml-language-server: $schema=scenario.schema.json
# (for editors: rttlab schema > scenario.schema.json)
#
# A page over one wire. Run it:          rttlab run FILE
# What would change its time:            rttlab whatif FILE
# The same with another round trip:      rttlab run FILE --set rtt=200ms
# Everything that a file can say:        docs/scenario.md, rttlab knobs
rttlab: 1
title: a page over one wire
seed: 1 # of all randomness: the same seed, the same run to the byte
profile: linux # how hosts behave: rfc, classic (1990s BSD), linux, freebsd

params: # values that stand below as $(name), and that --set changes
  rtt: 80ms
  rate: 10Mbit/s
  loss: 0%

hosts:
  browser: {}
  www: {options: {tcp.initial_window: 10}} # knobs of this host only

links:
  - between: [browser, www]
    delay: $(rtt/2) # one way
    rate: $(rate) # both ways; "up: {rate: 1Mbit/s}" changes the way from browser to www
    loss: $(loss)
    queue_packets: 100

names: {www.example: www} # URLs use these

servers:
  - {host: www, keep_alive: true} # it serves the objects of pages

pages:
  home:
    objects: # the document first; others are found when byte "at" of their parent has been read
      - {id: html, url: "http://www.example/", size: 20KB, think: 30ms, type: text/html}
      - {id: css, url: "http://www.example/site.css", parent: html, at: 1KB, size: 15KB}
      - {id: logo, url: "http://www.example/logo.png", parent: html, at: 4KB, size: 30KB}
      - {id: photo, url: "http://www.example/photo.jpg", parent: css, at: 15KB, size: 60KB}

workloads:
  - {type: page, client: browser, page: home, connections_per_host: 6}

# What the run has to be like: rttlab test FILE checks it.
expect:
  - failed = 0
`
