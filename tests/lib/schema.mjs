// tests/lib/schema.mjs -- just enough JSON Schema (2020-12) to hold the API to its own description.
//
//	problems(value, schema, document)	// ["/data/0/level: 7 > 5", ...]; [] = fits

const KNOWN = new Set(["$ref", "type", "title", "description", "enum", "format", "pattern", "minimum", "maximum",
	"minLength", "maxLength", "maxItems", "uniqueItems", "items", "properties", "required", "allOf", "readOnly",
	"unevaluatedProperties", "contentMediaType", "x-record", "x-source", "x-personal"]);

export function resolve(doc, ref) {
	let at = doc;
	for (const part of ref.replace(/^#\//, "").split("/")) at = at?.[part];
	return at;
}

const kind = (v) => v === null ? "null" : Array.isArray(v) ? "array" : Number.isInteger(v) ? "integer" : typeof v;

export function problems(v, schema, doc, at = "") {
	const out = [], say = (what) => out.push(`${at || "/"}: ${what}`);
	if (schema.$ref) return problems(v, resolve(doc, schema.$ref), doc, at);
	const types = schema.type === undefined ? null : [schema.type].flat();
	if (types && !types.includes(kind(v)) && !(kind(v) === "integer" && types.includes("number")))
		return [`${at || "/"}: is ${kind(v)}, not ${types.join(" or ")}`];
	if (schema.enum && !schema.enum.includes(v)) say(`${JSON.stringify(v)} is not one of ${schema.enum}`);
	if (typeof v === "string") {
		const n = [...v].length;
		if (n > (schema.maxLength ?? Infinity) || n < (schema.minLength ?? 0)) say(`has ${n} characters`);
		if (schema.pattern && !new RegExp(schema.pattern, "u").test(v)) say(`"${v}" does not fit ${schema.pattern}`);
		if (schema.format === "date-time" && !/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(v)) say(`"${v}" is no time`);
		if (schema.format === "date" && !/^\d{4}-\d\d-\d\d$/.test(v)) say(`"${v}" is no date`);
	}
	if (typeof v === "number" && (v > (schema.maximum ?? Infinity) || v < (schema.minimum ?? -Infinity))) say(`${v} is out of range`);
	if (Array.isArray(v)) {
		if (v.length > (schema.maxItems ?? Infinity)) say("too many items");
		if (schema.items) v.forEach((x, i) => out.push(...problems(x, schema.items, doc, `${at}/${i}`)));
	} else if (kind(v) === "object") {
		for (const name of schema.required ?? []) if (!(name in v)) say(`${name} is missing`);
		for (const [name, s] of Object.entries(schema.properties ?? {}))
			if (name in v) out.push(...problems(v[name], s, doc, `${at}/${name}`));
		for (const s of schema.allOf ?? []) out.push(...problems(v, s, doc, at));
		if (schema.unevaluatedProperties === false) {
			const known = evaluated(schema, doc);
			for (const name of Object.keys(v)) if (!known.has(name)) say(`${name} is unknown`);
		}
	}
	return out;
}

function evaluated(schema, doc, into = new Set()) {
	if (schema.$ref) return evaluated(resolve(doc, schema.$ref), doc, into);
	Object.keys(schema.properties ?? {}).forEach((n) => into.add(n));
	(schema.allOf ?? []).forEach((s) => evaluated(s, doc, into));
	return into;
}

/** What is wrong with a schema itself. */
export function schemaProblems(schema, doc, at) {
	const out = [];
	if (typeof schema !== "object" || schema === null) return [`${at}: is no schema`];
	for (const key of Object.keys(schema)) if (!KNOWN.has(key)) out.push(`${at}: unknown word ${key}`);
	if (schema.$ref && !resolve(doc, schema.$ref)) out.push(`${at}: ${schema.$ref} leads nowhere`);
	for (const t of [schema.type ?? []].flat())
		if (!["object", "array", "string", "integer", "number", "boolean", "null"].includes(t)) out.push(`${at}: type ${t}`);
	if (schema.enum && (!schema.enum.length || new Set(schema.enum).size !== schema.enum.length)) out.push(`${at}: enum`);
	if (schema.pattern) try { new RegExp(schema.pattern, "u"); } catch { out.push(`${at}: pattern ${schema.pattern}`); }
	if (schema.required && (!Array.isArray(schema.required) || schema.required.length === 0)) out.push(`${at}: required`);
	for (const name of schema.properties ? schema.required ?? [] : [])
		if (!(name in schema.properties)) out.push(`${at}: requires ${name}, which it does not describe`);
	if ([schema.type].flat().includes("array") && !schema.items && !schema.type.includes("object")) out.push(`${at}: array of what?`);
	for (const [n, s] of Object.entries(schema.properties ?? {})) out.push(...schemaProblems(s, doc, `${at}/${n}`));
	if (schema.items) out.push(...schemaProblems(schema.items, doc, `${at}[]`));
	(schema.allOf ?? []).forEach((s, i) => out.push(...schemaProblems(s, doc, `${at}/allOf/${i}`)));
	return out;
}
