/** What each call takes and answers, read off the description of the API by its path; types alone. */

import type { paths } from "../openapi";

type Method = "get" | "post";

/** A path of the description as it is called: of `/api/v1/items/{item_id}` that is `items/${string}`. */
type Called<Path> = Path extends `/api/v1/${infer Own}` ? Filled<Own> : never;
type Filled<Own extends string> = Own extends `${infer Before}{${string}}${infer After}`
	? `${Before}${string}${Filled<After>}`
	: Own;
type Asked<Operation> = Operation extends { parameters: { query: object } } ? `?${string}` : "";

type OperationAt<Path, By extends Method> = Path extends keyof paths
	? paths[Path] extends Record<By, infer Operation>
		? Operation
		: never
	: never;

/** Every path that can be called by a method, with its query where it has one. */
export type PathOf<By extends Method> = {
	[Path in keyof paths]: [OperationAt<Path, By>] extends [never]
		? never
		: `${Called<Path>}${Asked<OperationAt<Path, By>>}`;
}[keyof paths];

/** Whether a path is of a pattern, step by step: `boards/${string}` is not that of `boards/x/couriers`. */
type Fits<
	Path extends string,
	Pattern extends string,
> = Pattern extends `${infer Step}/${infer More}`
	? Path extends `${infer Own}/${infer Rest}`
		? Own extends Step
			? Fits<Rest, More>
			: false
		: false
	: Path extends `${string}/${string}`
		? false
		: Path extends Pattern
			? true
			: false;

type Plain<Path extends string> = Path extends `${infer Before}?${string}` ? Before : Path;
type Operation<By extends Method, Path extends string> = {
	[Known in keyof paths]: Fits<Plain<Path>, Called<Known>> extends true
		? OperationAt<Known, By>
		: never;
}[keyof paths];

type InJson<Said> = Said extends { content: { "application/json": infer Told } } ? Told : never;
type Good<Responses> = InJson<Responses[keyof Responses & (200 | 201)]>;

export type BodyOf<Path extends string> =
	Operation<"post", Path> extends { requestBody: infer Body } ? InJson<Body> : never;

export type AnswerTo<By extends Method, Path extends string> =
	Operation<By, Path> extends { responses: infer Responses } ? Good<Responses> : never;
