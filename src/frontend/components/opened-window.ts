/** A window in an object of its own: lit looks into whatever it is given, and another origin's window lets nobody look. */
export interface OpenedWindow {
  readonly window: Window;
}
