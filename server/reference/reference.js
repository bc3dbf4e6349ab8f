// The API reference: Swagger UI shows REST, and the rest of this file the WebSockets.

const ACTIONS = { send: "Sent", receive: "Taken" };

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#operations",
  deepLinking: true,
  displayRequestDuration: true,
  validatorUrl: null, // its default asks a third party about this API
});

showSockets(await (await fetch("/asyncapi.json")).json());

function showSockets(described) {
  const section = document.getElementById("sockets");
  document.getElementById("sockets-about").textContent = plain(described.info.description);
  for (const [name, channel] of Object.entries(described.channels)) {
    section.append(channelOf(described, name, channel));
  }
  section.hidden = false;
}

function channelOf(described, name, channel) {
  const box = element("details", "channel");
  box.append(element("summary", "address", `WS ${channel.address}`));
  box.append(element("pre", "about", channel.description));
  const query = channel.bindings?.ws.query;
  if (query) box.append(schemaOf("query parameters", "", query));
  for (const operation of Object.values(described.operations)) {
    if (operation.channel.$ref !== `#/channels/${name}`) continue;
    box.append(element("h3", "", `${ACTIONS[operation.action]} by the server: ${operation.summary}`));
    for (const { $ref } of operation.messages) {
      const message = described.components.messages[$ref.split("/").at(-1)];
      box.append(schemaOf(message.title, message.summary, resolved(described, message.payload)));
    }
  }
  return box;
}

function schemaOf(title, summary, schema) {
  const box = element("details", "message");
  const head = element("summary", "", "");
  head.append(element("code", "", title), ` ${plain(summary ?? "")}`);
  box.append(head, element("pre", "", JSON.stringify(schema, null, 2)));
  return box;
}

// The schema with what it refers to in its place.
function resolved(described, schema) {
  if (Array.isArray(schema)) return schema.map((part) => resolved(described, part));
  if (schema === null || typeof schema !== "object") return schema;
  if (schema.$ref) {
    return resolved(described, described.components.schemas[schema.$ref.split("/").at(-1)]);
  }
  return Object.fromEntries(
    Object.entries(schema).map(([key, part]) => [key, resolved(described, part)]),
  );
}

// Markdown's marks of code, of which the descriptions have no others.
function plain(text) {
  return text.replace(/```\n?|`/g, "");
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = plain(text);
  return made;
}
