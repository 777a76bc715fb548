/** The findings, by planted answers of a server. */
@NullMarked
package dev.baton.cli.doctor;

import org.jspecify.annotations.NullMarked;
