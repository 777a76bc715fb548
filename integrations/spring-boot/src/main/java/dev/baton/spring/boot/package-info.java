/**
 * Baton in applications of Spring Boot 4: a lock client as a bean, its health, an endpoint, and
 * what other libraries take for a lock, all of it by configuration.
 */
@NullMarked
package dev.baton.spring.boot;

import org.jspecify.annotations.NullMarked;
