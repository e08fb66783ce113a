/** What a filled form asks for: an address, headers, a body; to be sent, or shown as curl. */

/**
 * `values` holds what was typed: {path, query, header: {name: text}, body: text}; empty fields are
 * not sent. `token` is null when none is to be sent.
 */
export function requestOf(route, values, { root, token }) {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent(values.path[name] ?? ""),
  );
  const query = new URLSearchParams();
  for (const parameter of route.parameters.filter((one) => one.in === "query")) {
    for (const value of queryValues(parameter, values.query[parameter.name] ?? "")) {
      query.append(parameter.name, value);
    }
  }
  const asked = query.size ? `?${query}` : "";
  const headers = {};
  if (token) headers.Authorization = `Bearer ${token}`;
  for (const [name, value] of Object.entries(values.header)) {
    if (value) headers[name] = value;
  }
  const body = route.body && values.body.trim() ? values.body : null;
  if (body !== null) headers["Content-Type"] = "application/json";
  return { method: route.method, url: `${location.origin}${root}${path}${asked}`, headers, body };
}

/** A list is typed with commas, and sent as the name repeated. */
function queryValues(parameter, text) {
  if (text === "") return [];
  if (!isList(parameter)) return [text];
  return text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}

export function isList(parameter) {
  const { schema } = parameter;
  return schema.type === "array" || (schema.anyOf ?? []).some((one) => one.type === "array");
}

/** The names in the address that nothing was typed for. */
export function missingIn(route, values) {
  return route.parameters
    .filter((one) => one.in === "path" && !values.path[one.name]?.trim())
    .map((one) => one.name);
}

export function curlOf(request, { masked = false } = {}) {
  const lines = [`curl -X ${request.method} ${quoted(request.url)}`];
  for (const [name, value] of Object.entries(request.headers)) {
    const shown = masked && name === "Authorization" ? `${value.slice(0, 14)}…` : value;
    lines.push(`-H ${quoted(`${name}: ${shown}`)}`);
  }
  if (request.body !== null) lines.push(`--data-raw ${quoted(request.body)}`);
  return lines.join(" \\\n  ");
}

function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
