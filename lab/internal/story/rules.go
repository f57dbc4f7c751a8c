package story

import "github.com/rttlab/rttlab/sim/cause"

// rule is how a wait is told: what held, and who could end it.
type rule struct{ held, ender string }

// rules tell of each rule. One that is missing is told by its name alone.
var rules = [cause.NumWhy]rule{
	cause.Discovery:           {"the client had the bytes that name the object, and had not asked yet", "the client"},
	cause.Blocked:             {"no connection was free, and no further one was allowed", "a response that ends on another connection"},
	cause.StreamLimit:         {"as many streams were open as the server allows", "a response that ends on another stream"},
	cause.PortExhaustion:      {"all local ports for this server were in use", "a connection that leaves TIME-WAIT"},
	cause.Name:                {"the name was not known yet", "the resolver's answer"},
	cause.NameRetry:           {"a name server did not answer, or could not", "the resolver's timer, or the server's error"},
	cause.NameRecursion:       {"the name server had to ask others", "the answer of the last of them"},
	cause.NameDelay:           {"addresses of IPv4 were known, and those of IPv6 had some more time", "the answer, or the resolution delay"},
	cause.Fallback:            {"an address that was tried before did not answer", "its error, or the connection attempt delay"},
	cause.Connect:             {"the handshake was on its way: nothing can be said before", "the segment's arrival"},
	cause.ConnectRetry:        {"a segment of the handshake was lost, and nobody knows before a timer ends", "the retransmission timer"},
	cause.Stale:               {"the request went out on a connection that the server had given up", "the server's close or reset"},
	cause.Refused:             {"the server did not take the request, and had not said so yet", "the server's GOAWAY, or its reset of the stream"},
	cause.TLS:                 {"the TLS handshake was not done, or records were computed", "the peer's handshake message, or who computes"},
	cause.ClientThink:         {"the client was busy", "the client"},
	cause.Continue:            {"the body waited for the server's leave", "100 Continue, or the client's patience"},
	cause.Request:             {"the request was on its way", "its arrival"},
	cause.AcceptQueue:         {"the connection stood in the accept queue", "the server's accept"},
	cause.HeadOfLine:          {"an earlier request of the same connection came first", "the end of the response before it"},
	cause.ServerQueue:         {"no worker of the server was free", "a worker that ends a request"},
	cause.ServerThink:         {"the server prepared the response", "the server"},
	cause.StreamWindow:        {"the receiver allowed no more bytes of this stream", "the receiver, by WINDOW_UPDATE for the stream"},
	cause.ConnectionWindow:    {"the receiver allowed no more bytes of all streams together", "the receiver, by WINDOW_UPDATE for the connection"},
	cause.BehindStreams:       {"the sender served other streams first", "the sender's scheduler, when the socket takes more"},
	cause.Handshake:           {"bytes were written before the connection was established", "the peer's segment"},
	cause.LocalQueue:          {"the host's own interface took nothing", "the timer of the next try"},
	cause.ReceiveWindow:       {"the receiver's window was full", "the receiver, by reading and offering more"},
	cause.SlowStart:           {"the congestion window was full, in slow start", "an acknowledgement"},
	cause.CongestionAvoidance: {"the congestion window was full, in congestion avoidance", "an acknowledgement"},
	cause.RecoveryWindow:      {"the congestion window was full while a loss was repaired", "an acknowledgement"},
	cause.MarkedWindow:        {"the congestion window was full just after a mark had brought it down", "an acknowledgement"},
	cause.SillyWindow:         {"the segment was too small for the window on offer", "the receiver, by offering more, or the override timer"},
	cause.Cork:                {"the application had corked the socket", "the application, or the cork's timer"},
	cause.Nagle:               {"a small segment waited until all before it was acknowledged", "an acknowledgement, or bytes that fill the segment"},
	cause.Pacing:              {"the windows had room, and departures were spread out", "the pacing timer"},
	cause.LossTimeout:         {"bytes were lost, and only a timer told", "the retransmission timer"},
	cause.LossDupAcks:         {"bytes were lost, and duplicate acknowledgements told", "the third duplicate acknowledgement"},
	cause.LossPartialAck:      {"bytes were lost, and a partial acknowledgement told", "an acknowledgement"},
	cause.LossProbe:           {"bytes were lost at the end, and a probe brought it to light", "the probe timer"},
	cause.LossSACK:            {"bytes were lost, and enough that left later had arrived", "a selective acknowledgement"},
	cause.LossRACK:            {"bytes were lost, and something that left later had arrived long enough ago", "a selective acknowledgement, or the reordering timer"},
	cause.LossEarly:           {"bytes were lost, and nothing more could overtake them", "a duplicate acknowledgement"},
	cause.LossLastResort:      {"bytes went again though they might have arrived, since nothing else could leave", "an acknowledgement"},
	cause.TooBig:              {"a segment was too big for a link on the way", "the router's message"},
	cause.BlackHole:           {"segments seemed to be too big for the way, and nobody said so", "the retransmission timer"},
	cause.SendBuffer:          {"the application wanted to write, and the send buffer was full", "an acknowledgement"},
	cause.Hole:                {"the bytes had arrived, and some before them had not", "the segment that fills the hole"},
	cause.ForeignHole:         {"the bytes had arrived, and bytes of another stream before them had not", "the segment that fills the hole"},
	cause.AppRead:             {"the bytes, or the end, were there, and the application had not read them", "the application"},
	cause.Response:            {"the response was on its way", "its arrival"},
	cause.Tunnel:              {"a proxy had been asked for a tunnel, and its answer was on its way", "the proxy's answer"},
	cause.Upstream:            {"the proxy waited for the next server", "the next server's answer"},
	cause.RelayHang:           {"a relay that does not know persistence waited for a close, or read no further request", "the server's close, or somebody's patience"},
	cause.ReceiveInferred:     {"the window that the peer had offered was full, as it seems", "the receiver, by reading and offering more"},
	cause.WindowInferred:      {"an acknowledgement let the next packet go, as if the congestion window was full", "an acknowledgement"},
	cause.NagleInferred:       {"a small segment left when all before it was acknowledged, as it seems", "an acknowledgement"},
	cause.LossInferred:        {"bytes left once more, as after a loss", "the other stack"},
	cause.SenderInferred:      {"nothing that can be seen let the packet go", "the other stack"},
	cause.DelayedAck:          {"an acknowledgement was owed and held back", "the delayed-ack timer, or more data"},
	cause.Close:               {"the close of the connection was on its way", "its arrival"},
}

// held says what a rule means, empty if there is nothing beyond its name.
func held(w cause.Why) string { return rules[w].held }

// ender says who could end a wait.
func ender(w cause.Why) string { return rules[w].ender }
