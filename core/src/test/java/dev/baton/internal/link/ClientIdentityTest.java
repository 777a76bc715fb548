package dev.baton.internal.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.internal.protocol.Acquisition;
import dev.baton.internal.protocol.Step;
import dev.baton.internal.script.AcquireReply.Queued;
import dev.baton.internal.script.Request;
import dev.baton.internal.script.Term;
import dev.baton.internal.script.TimeLeft;
import dev.baton.internal.time.Environment;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ClientIdentityTest {
  private final ClientIdentity identity = newIdentity();

  @Test
  void token_ofOurMaking_tellsApplicationHostProcessAndRequest() {
    assertThat(next(identity))
        .extracting(Request::toString)
        .asString()
        .matches(
            "my-app_1\\.0@[A-Za-z0-9._-]+:"
                + ProcessHandle.current().pid()
                + "/[0-9a-z]+\\.[0-9]+");
  }

  @Test
  void requests_ofTwoClients_differ() {
    ClientIdentity other = newIdentity();

    assertThat(other.client()).isNotEqualTo(identity.client());
    assertThat(next(other).id()).isNotEqualTo(next(identity).id());
    assertThat(next(identity).id()).isNotEqualTo(next(identity).id());
  }

  @Test
  void requests_ofACopyOfThisProcess_differ() {
    ClientIdentity copied = new ClientIdentity("my-app_1.0", numbers(7, 1, 2));
    ClientIdentity copy = new ClientIdentity("my-app_1.0", numbers(7, 3, 4));

    assertThat(copy.client()).as("what was drawn before").isEqualTo(copied.client());
    assertThat(next(copy).id()).isNotEqualTo(next(copied).id());
    assertThat(copy.nextToken()).isNotEqualTo(copied.nextToken());
  }

  @Test
  void requests_ofTheSameNumber_differ() {
    ClientIdentity unlucky = new ClientIdentity("my-app_1.0", () -> -1);

    assertThat(next(unlucky).id()).isNotEqualTo(next(unlucky).id());
    assertThat(next(unlucky).id()).matches("[0-9a-z]+\\.[0-9]+");
  }

  @Test
  void ids_anyRequest_haveNoBlanks() {
    assertThat(next(identity).id()).matches("[0-9a-z]+\\.[0-9]+");
    assertThat(identity.next("a b".getBytes(UTF_8)).id()).matches("[0-9a-z]+\\.[0-9]+");
    assertThat(identity.client()).doesNotContainAnyWhitespaces();
  }

  @Test
  void token_ofTheCaller_isKeptByteForByte() {
    Request request = identity.next(" a b ".getBytes(UTF_8));

    assertThat(request.kind()).isEqualTo(Request.Kind.VERBATIM);
    assertThat(request.valueWith(42)).isEqualTo(" a b ".getBytes(UTF_8));
  }

  @Test
  void value_ofOurMaking_isKnownToOtherWaitersAsOneThatHandsOver() {
    String holder = new String(next(identity).valueWith(1_700_000_000_000_000L), UTF_8);
    Acquisition other = new Acquisition(next(identity), new Term(3_000, 3_000), 1, false);

    assertThat(other.onReply(new Queued(0, 1, holder, new TimeLeft(OptionalLong.empty())), 0, 0))
        .isEqualTo(new Step.Await(1_000_000_000));
  }

  @Test
  void request_ofOurMaking_isOfTheKindAndSpanAskedFor() {
    Request request = identity.next(Request.Kind.KEEPING, 65_536);

    assertThat(request.kind()).isEqualTo(Request.Kind.KEEPING);
    assertThat(request.span()).isEqualTo(65_536);
    assertThat(identity.next("mine".getBytes(UTF_8)).span()).isEqualTo(1);
  }

  @Test
  void value_ofOurMaking_isKnownAsThatOfItsRequest() {
    Request request = next(identity);
    String value = new String(request.valueWith(42), UTF_8);

    assertThat(identity.made(value)).isTrue();
    assertThat(new ClientIdentity("another", () -> 1).made(value)).isFalse();
    assertThat(ClientIdentity.request(value)).isEqualTo(request.id());
  }

  @Test
  void token_thatBeginsLikeOurs_isNotOfOurMaking() {
    assertThat(identity.made(identity.nextToken())).isFalse();
    assertThat(identity.made(identity.nextToken() + "#1/2")).isFalse();
  }

  private static Request next(ClientIdentity identity) {
    return identity.next(Request.Kind.FENCED, 256);
  }

  private static LongSupplier numbers(long... numbers) {
    return LongStream.of(numbers).iterator()::nextLong;
  }

  private static ClientIdentity newIdentity() {
    return new ClientIdentity("my-app_1.0", Environment.ofThisProcess().unique());
  }
}
