export interface DispatcherOptions {
  /** Connections for each origin. Default: no limit. */
  readonly connections?: number;
  /** Milliseconds that an idle connection is kept. */
  readonly keepAliveTimeout?: number;
  /** The `http:` or `https:` proxy to tunnel through. The pins apply to the origin inside the tunnel. */
  readonly proxy?: string | URL;
}
