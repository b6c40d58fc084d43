/** One thing that is wrong with a request, where it is wrong. */
export interface InvalidParameter {
  field: string;
  reason: string;
  rule?: string;
}

/** An answer of the API that is not what was asked for. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    detail: string,
    readonly invalidParameters: InvalidParameter[] = [],
    readonly instance?: string,
  ) {
    super(detail);
  }

  static of(status: number, body: unknown): ApiProblem {
    const known = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
    const parameters = Array.isArray(known.invalid_parameters) ? known.invalid_parameters : [];
    return new ApiProblem(
      status,
      typeof known.detail === 'string' ? known.detail : `The control plane answered with ${status}`,
      parameters.filter(isInvalidParameter),
      typeof known.instance === 'string' ? known.instance : undefined,
    );
  }
}

function isInvalidParameter(value: unknown): value is InvalidParameter {
  const item = value as Partial<InvalidParameter> | null;
  return typeof item === 'object' && item !== null && typeof item.field === 'string' && typeof item.reason === 'string';
}

/** What to show of anything that went wrong. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiProblem) return error.message;
  if (error instanceof TypeError) return 'The control plane cannot be reached';
  return error instanceof Error ? error.message : String(error);
}
