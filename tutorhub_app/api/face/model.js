/** The OpenAPI document as a list of routes, ready to be shown. */

const METHODS = ["get", "post", "put", "patch", "delete"];

export function resolved(document, part) {
  let found = part;
  while (found?.$ref) {
    found = found.$ref
      .slice(2)
      .split("/")
      .reduce((within, name) => within[name], document);
  }
  return found;
}

/** `get-v1-lessonslots-lessonSlotId`: the route's part of the address. */
export function slugOf(method, path) {
  const words = path.replace(/[{}]/g, "").split("/").filter(Boolean);
  return [method.toLowerCase(), ...words].join("-");
}

export function routesOf(document) {
  const routes = [];
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const method of METHODS) {
      if (operations[method]) routes.push(route(document, path, method, operations[method]));
    }
  }
  return routes;
}

/** Routes by tag, in the order in which the document names the tags. */
export function byTag(document, routes) {
  const described = new Map((document.tags ?? []).map((tag) => [tag.name, tag.description ?? ""]));
  const groups = new Map([...described.keys()].map((name) => [name, []]));
  for (const one of routes) {
    if (!groups.has(one.tag)) groups.set(one.tag, []);
    groups.get(one.tag).push(one);
  }
  return [...groups]
    .filter(([, members]) => members.length)
    .map(([name, members]) => ({ name, members, description: described.get(name) ?? "" }));
}

function route(document, path, method, operation) {
  const parameters = (operation.parameters ?? []).map((part) => ({
    ...resolved(document, part),
    common: Boolean(part.$ref),
  }));
  return {
    id: operation.operationId,
    slug: slugOf(method, path),
    method: method.toUpperCase(),
    path,
    tag: operation.tags?.[0] ?? "other",
    title: operation.summary,
    description: operation.description ?? "",
    access: accessOf(operation.security ?? []),
    parameters,
    body: bodyOf(document, operation.requestBody),
    answers: Object.entries(operation.responses).map(([status, answer]) => ({
      status,
      description: answer.description,
      examples: examplesOf(document, answer.content?.["application/json"]),
    })),
  };
}

function accessOf(security) {
  if (!security.length) return "public";
  return security.some((way) => !Object.keys(way).length) ? "optional" : "token";
}

function bodyOf(document, body) {
  if (!body) return null;
  const content = body.content["application/json"];
  return {
    required: Boolean(body.required),
    fields: fieldsOf(document, content.schema),
    examples: examplesOf(document, content),
  };
}

function examplesOf(document, content) {
  return Object.entries(content?.examples ?? {}).map(([name, example]) => ({
    name,
    value: resolved(document, example).value,
  }));
}

/** `[{name, type, required, description}]` of an object's schema. */
function fieldsOf(document, schema) {
  const whole = notNull(document, schema);
  const required = new Set(whole.required ?? []);
  return Object.entries(whole.properties ?? {}).map(([name, field]) => ({
    name,
    required: required.has(name),
    type: typeOf(document, field),
    description: field.description ?? resolved(document, field).description ?? "",
  }));
}

/** What else a schema allows beside null. */
export function notNull(document, schema) {
  const whole = resolved(document, schema) ?? {};
  const others = (whole.anyOf ?? []).filter((one) => resolved(document, one).type !== "null");
  return others.length === 1 ? notNull(document, others[0]) : whole;
}

/** The values a parameter or field may have, when they are few and named. */
export function choicesOf(document, schema) {
  const whole = notNull(document, schema);
  if (whole.type === "boolean") return ["true", "false"];
  if (whole.enum) return whole.enum.map(String);
  for (const one of whole.anyOf ?? []) {
    const named = resolved(document, one);
    if (named.enum) return named.enum.map(String);
  }
  return null;
}

/** A schema in few words. */
export function typeOf(document, schema) {
  const whole = resolved(document, schema) ?? {};
  if (whole.anyOf) {
    return [...new Set(whole.anyOf.map((one) => typeOf(document, one)))].join(" or ");
  }
  if (whole.const !== undefined) return JSON.stringify(whole.const);
  if (whole.enum) return whole.enum.join(" | ");
  if (whole.type === "array") return `list of ${typeOf(document, whole.items)}`;
  const words = { uuid: "id", date: "date", "date-time": "date and time", uri: "link" };
  const type = words[whole.format] ?? { integer: "whole number", string: "text" }[whole.type];
  return (type ?? whole.type ?? "any") + limitsOf(whole);
}

function limitsOf(schema) {
  const least = schema.minimum ?? schema.minLength;
  const most = schema.maximum ?? schema.maxLength;
  if (least !== undefined && most !== undefined) return ` ${least} to ${most}`;
  if (most !== undefined) return ` up to ${most}`;
  if (least !== undefined) return ` from ${least}`;
  return "";
}
