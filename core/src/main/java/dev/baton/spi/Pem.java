package dev.baton.spi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys. Its messages name the file, and never what stands in it. */
final class Pem {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  private Pem() {}

  static Certificate[] certificates(String parameter, Path file) {
    try {
      Certificate[] found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(content(parameter, file)))
              .toArray(new Certificate[0]);
      if (found.length > 0) {
        return found;
      }
    } catch (CertificateException e) {
      // the message would show a part of the file
    }
    throw unusable(parameter, file, "it holds no certificate in PEM form");
  }

  static PrivateKey key(String parameter, Path file) {
    Matcher block = KEY.matcher(new String(content(parameter, file), ISO_8859_1));
    if (block.find()) {
      for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
        try {
          byte[] encoded = Base64.getMimeDecoder().decode(block.group(1));
          return KeyFactory.getInstance(algorithm)
              .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
          // another kind of key, then
        }
      }
    }
    throw unusable(
        parameter,
        file,
        "it holds no private key in PKCS#8 PEM form without a password; openssl pkcs8 -topk8 -nocrypt"
            + " makes one");
  }

  private static byte[] content(String parameter, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw unusable(parameter, file, "there is no such file");
    } catch (IOException e) {
      throw unusable(parameter, file, "it cannot be read");
    }
  }

  static IllegalArgumentException unusable(String parameter, Path file, String why) {
    return new IllegalArgumentException(
        "not a usable Redis address: parameter " + parameter + ", file " + file + ": " + why);
  }
}
