package dev.baton.cli.ui;

/** A request that is not answered as it wishes; the message goes to the page. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Of HTTP. */
  private final int status;

  Refusal(int status, String message) {
    super(message, null, /* enableSuppression= */ false, /* writableStackTrace= */ false);
    this.status = status;
  }

  int status() {
    return status;
  }
}
