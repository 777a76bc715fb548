/**
 * {@code baton doctor}: what a server does and does not guarantee. {@link
 * dev.baton.cli.doctor.Doctor} is the list of what is looked at. Each class asks what it needs and
 * judges the answers apart from that, in a method {@code judge} that is given them.
 */
@NullMarked
package dev.baton.cli.doctor;

import org.jspecify.annotations.NullMarked;
