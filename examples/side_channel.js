// Follow a call: print its advice, and come back without a gap when the line is cut.
//
//     CALLSHADOW_KEY=… node examples/side_channel.js CA0123456789 ws://127.0.0.1:7860
//
// Node 22 or later; in a browser, `follow` works as it is, with a token instead of the key.

// Calls `onEvent` with each event of a call, once and in order, until it returns true; passing
// events (`seq` is null) come as they are.
function follow(server, callId, key, onEvent, after = 0) {
  const protocols = key ? ["callshadow.v1", `bearer.${key}`] : ["callshadow.v1"];
  const socket = new WebSocket(`${server}/api/calls/${callId}/live?after=${after}`, protocols);
  let done = false;
  socket.onmessage = ({ data }) => {
    const event = JSON.parse(data);
    after = event.seq ?? after;
    done ||= onEvent(event) === true;
    if (done) socket.close();
  };
  socket.onclose = ({ code, reason }) => {
    if (done) return;
    console.error(`${code} ${reason}; coming back after ${after}`);
    setTimeout(() => follow(server, callId, key, onEvent, after), 1000);
  };
}

if (typeof process !== "undefined") {
  const [callId, server = "ws://127.0.0.1:7860"] = process.argv.slice(2);
  follow(server, callId, process.env.CALLSHADOW_KEY, ({ type, data }) => {
    if (type === "suggestion.final") console.log([data.headline, ...data.questions].join("\n  "));
    return type === "call.ended";
  });
}
